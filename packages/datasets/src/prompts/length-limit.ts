import type { Prompt } from '@waltz/core';

/** Leaves out prompts that are too long, and says how many. */
export class LengthLimit {
  readonly #maxCharacters: number;
  #prompts = 0;
  #long = 0;

  /** `maxCharacters`: null keeps all. */
  constructor(maxCharacters: number | null) {
    this.#maxCharacters = maxCharacters ?? Infinity;
  }

  keeps({ text }: Prompt): boolean {
    const isShort = text.length <= this.#maxCharacters;
    this.#prompts += 1;
    if (!isShort) this.#long += 1;
    return isShort;
  }

  tell(notice: (message: string) => void): void {
    if (this.#long === 0) return;
    notice(
      `left out ${this.#long} of ${this.#prompts} prompts because they are longer than ${this.#maxCharacters} ` +
        'characters; a prompt is never cut',
    );
  }
}
