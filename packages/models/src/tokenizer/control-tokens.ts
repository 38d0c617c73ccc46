import { CONTROL, literally, SHIELD } from './marks.ts';

/** Finds the control tokens of a tokenizer in the text of a chat, and keeps those of messages from being taken for some. */
export class ControlTokens {
  readonly #any: RegExp;
  readonly #unshielded: RegExp;
  readonly #first: RegExp;

  /** `contents`: what each control token looks like. */
  constructor(contents: readonly string[]) {
    const longestFirst = [...contents].sort((left, right) => right.length - left.length);
    // Where there are no control tokens: what never matches.
    const any = longestFirst.map(literally).join('|') || '[]';
    this.#any = new RegExp(any, 'gu');
    this.#unshielded = new RegExp(`(?<!${SHIELD})(?:${any})`, 'gu');
    this.#first = new RegExp(`^\\s*(${any})`, 'u');
  }

  /** `text` of a message, with what looks like a control token shielded from `mark`. */
  shield(text: string): string {
    return text.replace(this.#any, `${SHIELD}$&`);
  }

  /** What a template made of shielded messages, with its own control tokens marked as such, and shields taken away. */
  mark(rendered: string): string {
    return rendered.replace(this.#unshielded, `${CONTROL}$&`).replace(/\ud801/gu, '');
  }

  /** The control token that `text` begins with, and with the white space before it; null when it begins otherwise. */
  first(text: string): { readonly token: string; readonly upToIt: string } | null {
    const [upToIt, token] = this.#first.exec(text) ?? [];
    return upToIt === undefined || token === undefined ? null : { token, upToIt };
  }
}
