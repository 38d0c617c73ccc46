import { deriveSeed, type Prompt } from '@waltz/core';
import { identityOf } from '../split/text-identity.ts';

interface Ranked {
  readonly prompt: Prompt;
  readonly rank: number;
}

/**
 * Keeps a number of prompts from a stream, in its order, chosen by the hash of what they say: as likely one as another,
 * the same ones whatever order they come in, and none twice. Holds at most twice as many as it keeps.
 */
export class ContentSample {
  readonly #size: number;
  readonly #seed: number;
  #ranked: Ranked[] = [];

  constructor(size: number, seed: number) {
    this.#size = size;
    this.#seed = seed;
  }

  add(prompt: Prompt): void {
    const rank = deriveSeed(['take', this.#seed, identityOf(prompt.text)]);
    this.#ranked.push({ prompt, rank });
    if (this.#ranked.length >= 2 * this.#size) this.#shrink();
  }

  prompts(): readonly Prompt[] {
    this.#shrink();
    return this.#ranked.map(({ prompt }) => prompt);
  }

  #shrink(): void {
    if (this.#ranked.length <= this.#size) return;
    // Both labels of a text stay, so that whoever looks for contradictions finds them.
    const distinct = new Map(
      this.#ranked.map((one) => [`${one.prompt.harm} ${identityOf(one.prompt.text)}`, one]),
    );
    const ranks = [...distinct.values()]
      .map(({ rank }) => rank)
      .sort((left, right) => left - right);
    const highest = ranks[this.#size - 1] ?? Infinity;
    this.#ranked = [...distinct.values()]
      .filter(({ rank }) => rank <= highest)
      .slice(0, this.#size);
  }
}
