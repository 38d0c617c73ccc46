import type { Message, Tokenizer } from '@waltz/core';

/** Pieces of the feedback JSON that are one token each; they stick to their neighbours, words do not. */
const FRAGMENTS = [
  '{"reasoning": "',
  '", "unsafe": ',
  ', "overrefuse": ',
  ', "feedback": "',
  '"}',
] as const;

const CONTROL = ['<end>', '<system>', '<user>', '<assistant>'] as const;

/**
 * One token a word, and one a fragment of the feedback JSON. Text is words with single spaces between them, which
 * `decode(encode(text))` gives back to the letter.
 */
export class WordTokenizer implements Tokenizer {
  readonly #tokens: readonly string[];
  readonly #ids: ReadonlyMap<string, number>;
  readonly endOfTurn: number;

  /** `corpus`: texts whose words make the vocabulary; ids follow the words' order in the alphabet. */
  constructor(corpus: readonly string[]) {
    const words = new Set(corpus.flatMap((text) => split(text)));
    for (const fixed of FRAGMENTS) words.delete(fixed);
    this.#tokens = [...CONTROL, ...FRAGMENTS, ...[...words].sort()];
    this.#ids = new Map(this.#tokens.map((token, id) => [token, id]));
    this.endOfTurn = this.#id('<end>');
  }

  get vocabularySize(): number {
    return this.#tokens.length;
  }

  encode(text: string): readonly number[] {
    return split(text).map((piece) => this.#id(piece));
  }

  decode(tokens: readonly number[]): string {
    let text = '';
    let afterWord = false;
    for (const token of tokens) {
      if (token < CONTROL.length) continue;
      const piece = this.#tokens[token];
      if (piece === undefined)
        throw new Error(`token ${token} is not below ${this.vocabularySize}`);
      const isWord = token >= CONTROL.length + FRAGMENTS.length;
      text += afterWord && isWord ? ` ${piece}` : piece;
      afterWord = isWord;
    }
    return text;
  }

  renderChat(messages: readonly Message[]): readonly number[] {
    const tokens = messages.flatMap(({ role, content, tokens: sampled }) => [
      this.#id(`<${role}>`),
      ...this.#closed(sampled ?? this.encode(content)),
    ]);
    return [...tokens, this.#id('<assistant>')];
  }

  /** A turn that was cut off by its length gets the end that it lacks. */
  #closed(tokens: readonly number[]): readonly number[] {
    return tokens.at(-1) === this.endOfTurn ? tokens : [...tokens, this.endOfTurn];
  }

  #id(piece: string): number {
    const id = this.#ids.get(piece);
    if (id === undefined) {
      throw new Error(
        `the safety world's vocabulary has no "${piece}"; it has ${this.#tokens.length} words`,
      );
    }
    return id;
  }
}

const SEPARATOR = new RegExp(
  `(${FRAGMENTS.map((fragment) => fragment.replace('{', '\\{').replace('}', '\\}')).join('|')})`,
);

function split(text: string): string[] {
  return text
    .split(SEPARATOR)
    .flatMap((part) => ((FRAGMENTS as readonly string[]).includes(part) ? [part] : part.split(' ')))
    .filter((piece) => piece !== '');
}
