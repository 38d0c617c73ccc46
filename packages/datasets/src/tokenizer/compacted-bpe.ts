import type { Message, Tokenizer } from '@waltz/core';
import { BytePairs } from './byte-pairs.ts';
import { CompactVocabulary } from './compact-vocabulary.ts';

export interface CompactedBpeOptions {
  /** Tokens that the corpus has less often than this are spelled with shorter ones. */
  readonly minimumCount: number;
}

/** Texts whose encoding is remembered; past that, the memory is emptied and begins again. */
const REMEMBERED_TEXTS = 65_536;

/**
 * GPT-2's byte-pair tokenizer, with its vocabulary compacted to what `corpus` uses: small enough for a small model,
 * and still able to express any Unicode text, because the 256 single bytes stay in it.
 *
 * A chat is rendered as, for each message, a header token of its role, its content and the end-of-turn token; after
 * the last one comes the assistant's header. These four tokens come after all others and have no text.
 */
export function createCompactedBpe(
  corpus: readonly string[],
  { minimumCount }: CompactedBpeOptions,
): Tokenizer {
  const pairs = new BytePairs();
  const vocabulary = new CompactVocabulary(pairs, corpus, minimumCount);
  const header = {
    system: vocabulary.size,
    user: vocabulary.size + 1,
    assistant: vocabulary.size + 2,
  };
  const endOfTurn = vocabulary.size + 3;
  const vocabularySize = vocabulary.size + 4;
  const remembered = new Map<string, readonly number[]>();

  function encode(text: string): readonly number[] {
    const known = remembered.get(text);
    if (known !== undefined) return known;
    const tokens = pairs.encode(text).flatMap((rank) => vocabulary.idsOf(rank));
    if (remembered.size >= REMEMBERED_TEXTS) remembered.clear();
    remembered.set(text, tokens);
    return tokens;
  }

  function decode(tokens: readonly number[]): string {
    const bytes = tokens.map((token) => {
      if (!Number.isInteger(token) || token < 0 || token >= vocabularySize) {
        throw new RangeError(`${token} is not a token: ids go from 0 to ${vocabularySize - 1}`);
      }
      return vocabulary.bytes[token] ?? '';
    });
    // A byte order mark inside a text is part of it.
    const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
    return utf8.decode(Buffer.from(bytes.join(''), 'latin1'));
  }

  function renderMessage({ role, content, tokens }: Message): readonly number[] {
    const turn = tokens ?? encode(content);
    const ended = turn.at(-1) === endOfTurn;
    return [header[role], ...turn, ...(ended ? [] : [endOfTurn])];
  }

  function renderChat(messages: readonly Message[]): readonly number[] {
    return [...messages.flatMap(renderMessage), header.assistant];
  }

  return { vocabularySize, endOfTurn, encode, decode, renderChat };
}
