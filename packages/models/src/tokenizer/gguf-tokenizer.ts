import { messageOf } from '@waltz/core';
import { GGUF_CUTS } from './gguf-cuts.ts';
import { asTokenizerDefinition } from './tokenizer-definition.ts';
import type { TokenizerSource } from './tokenizer-source.ts';
import { Vocabulary } from './vocabulary.ts';

/** Kinds of token in `tokenizer.ggml.token_type`, of those that are not plain. */
const CONTROL = 3;
const USER_DEFINED = 4;
const UNUSED = 5;

/** Names that templates have for tokens, by GGUF's names for their ids. */
const NAMED: Readonly<Record<string, string>> = {
  bos_token_id: 'bos_token',
  eos_token_id: 'eos_token',
  unknown_token_id: 'unk_token',
  padding_token_id: 'pad_token',
};

const ENDS = ['eos_token_id', 'eot_token_id', 'eom_token_id'];

/**
 * What the metadata of the GGUF file at `path` say of the model's tokens. Throws, with the key, when something is
 * missing, or when the vocabulary is of a kind whose merges are not in the file.
 */
export function readGgufTokenizer(
  path: string,
  metadata: Readonly<Record<string, unknown>>,
): TokenizerSource {
  const of = (key: string): unknown => metadata[`tokenizer.ggml.${key}`];
  const tokens = listAt(path, 'tokens', of('tokens'));
  const idAt = (key: string): number | null => {
    const id = Number(of(key) ?? Number.NaN);
    return Number.isInteger(id) ? id : null;
  };
  const source = metadata['tokenizer.chat_template'];
  if (typeof source !== 'string') {
    throw new Error(`${path} has no tokenizer.chat_template: take a file of a model that chats`);
  }
  return {
    vocabulary: readVocabulary(path, of, tokens),
    template: { source, origin: path },
    namedTokens: Object.fromEntries(
      Object.entries(NAMED).flatMap(([key, name]) => {
        const token = tokens[idAt(key) ?? -1];
        return token === undefined ? [] : [[name, token]];
      }),
    ),
    opening: openingOf(of, idAt('bos_token_id')),
    endIds: ENDS.map(idAt).filter((id) => id !== null),
  };
}

/** Files that say nothing are read as llama.cpp reads them: texts for Llama 3 begin with its first token. */
function openingOf(of: (key: string) => unknown, first: number | null): readonly number[] {
  const isWanted = of('add_bos_token') ?? of('pre') === 'llama-bpe';
  return isWanted === true && first !== null ? [first] : [];
}

function readVocabulary(
  path: string,
  of: (key: string) => unknown,
  tokens: readonly string[],
): Vocabulary {
  const [model, pre] = [of('model'), of('pre')];
  const cut = typeof pre === 'string' ? GGUF_CUTS[pre] : undefined;
  if (model !== 'gpt2' || cut === undefined) {
    throw new Error(
      `${path} has a vocabulary of the kind ${JSON.stringify({ model, pre })}; known are gpt2 with ` +
        `${Object.keys(GGUF_CUTS).join(', ')}. Give tokenizer.model the folder of the same model from Hugging Face`,
    );
  }
  const kinds = listAt(path, 'token_type', of('token_type'));
  const listed = tokens.map((content, id) => ({ content, id, kind: Number(kinds[id]) }));
  const decoder = { type: 'ByteLevel' };
  const { ignoreMerges, ...rules } = cut;
  try {
    const definition = asTokenizerDefinition({
      ...rules,
      decoder,
      added_tokens: listed
        .filter(({ kind }) => kind === CONTROL || kind === USER_DEFINED)
        .map(({ content, id, kind }) => ({
          content,
          id,
          special: kind === CONTROL,
          normalized: false,
        })),
      model: {
        type: 'BPE',
        ignore_merges: ignoreMerges,
        vocab: Object.fromEntries(
          listed.filter(({ kind }) => kind !== UNUSED).map(({ content, id }) => [content, id]),
        ),
        merges: listAt(path, 'merges', of('merges')),
      },
    });
    return new Vocabulary(definition, tokens.length);
  } catch (error) {
    throw new Error(`the vocabulary of ${path} cannot be used: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function listAt(path: string, key: string, value: unknown): readonly string[] {
  // What a list of GGUF holds, its type says once: texts, or numbers, which read as texts.
  if (Array.isArray(value)) return value.map(String);
  throw new Error(`${path} has no list tokenizer.ggml.${key}`);
}
