import type { Harm, Prompt } from '../contracts/prompt.ts';
import { RandomStream } from '../random/random-stream.ts';

/**
 * Draws training prompts: harmful and benign ones by turns, as in the paper's equal halves, each half in a new
 * random order every epoch. Which prompt comes at a position depends on the seed and the position alone, so that
 * a resumed run needs no state, and a second stage goes on with prompts that the first has not seen.
 */
export class PromptSampler {
  readonly #seed: number;
  readonly #halves: readonly (readonly Prompt[])[];
  readonly #shuffled = new Map<string, readonly Prompt[]>();

  /** Throws when there are no prompts. */
  constructor(prompts: readonly Prompt[], seed: number) {
    const half = (harm: Harm) => prompts.filter((prompt) => prompt.harm === harm);
    this.#seed = seed;
    this.#halves = [half('harmful'), half('benign')].filter(({ length }) => length > 0);
    if (this.#halves.length === 0) throw new Error('the dataset has no training prompts');
  }

  /** The prompts at positions `start` to `start + count − 1` of the endless sequence. */
  draw(start: number, count: number): readonly Prompt[] {
    return Array.from({ length: count }, (_, index) => this.#at(start + index));
  }

  #at(position: number): Prompt {
    const half = position % this.#halves.length;
    const size = this.#halves[half]?.length ?? 0;
    const rank = Math.floor(position / this.#halves.length);
    const prompt = this.#epoch(half, Math.floor(rank / size))[rank % size];
    if (prompt === undefined) throw new Error(`there is no prompt at position ${position}`);
    return prompt;
  }

  #epoch(half: number, epoch: number): readonly Prompt[] {
    const key = `${half} ${epoch}`;
    let shuffled = this.#shuffled.get(key);
    if (shuffled === undefined) {
      const stream = RandomStream.of(this.#seed, 'prompts', half, epoch);
      shuffled = stream.shuffle(this.#halves[half] ?? []);
      this.#shuffled.set(key, shuffled);
    }
    return shuffled;
  }
}
