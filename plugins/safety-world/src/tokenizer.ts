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
    const chat: number[] = [];
    for (const { role, content, tokens } of messages) {
      chat.push(this.#id(`<${role}>`), ...(tokens ?? this.encode(content)));
      // A turn that was cut off by its length gets the end that it lacks.
      if (chat.at(-1) !== this.endOfTurn) chat.push(this.endOfTurn);
    }
    chat.push(this.#id('<assistant>'));
    return chat;
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

function split(text: string): readonly string[] {
  // Every fragment has a quotation mark; most texts have none, and splitting at fragments is what takes long.
  if (!text.includes('"')) return wordsOf(text);
  return text.split(SEPARATOR).flatMap((part) => (isFragment(part) ? [part] : wordsOf(part)));
}

function wordsOf(text: string): readonly string[] {
  return text.split(' ').filter((word) => word !== '');
}

function isFragment(part: string): boolean {
  return (FRAGMENTS as readonly string[]).includes(part);
}
