import { hash } from 'node:crypto';
import { unsafeUniformIntDistribution, xoroshiro128plus, type RandomGenerator } from 'pure-rand';

/** What a stream is for: (run seed, step, prompt, agent, turn), or any other path of names and numbers. */
export type StreamPath = readonly (string | number)[];

/**
 * The unsigned 32-bit seed of the stream at `path`.
 * Streams of different paths are independent, and a stream does not depend on what was drawn elsewhere:
 * this is what makes a resumed run equal to the unbroken one.
 */
export function deriveSeed(path: StreamPath): number {
  // A character a byte: to read them through a buffer would take half as long as to hash them.
  const digest = hash('sha256', JSON.stringify(path), 'binary');
  const byte = (place: number): number => digest.charCodeAt(place) << (8 * place);
  return (byte(0) | byte(1) | byte(2) | byte(3)) >>> 0;
}

/** A seeded sequence of random numbers. */
export class RandomStream {
  readonly #generator: RandomGenerator;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed | 0);
  }

  static of(...path: StreamPath): RandomStream {
    return new RandomStream(deriveSeed(path));
  }

  /** Uniform in [0, 1), with 32 random bits. */
  uniform(): number {
    return this.#generator.unsafeNext() / 2 ** 32 + 0.5;
  }

  /** Uniform over the integers of [0, bound). */
  integer(bound: number): number {
    return unsafeUniformIntDistribution(0, bound - 1, this.#generator);
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** One of `items`. Throws when there are none. */
  pick<T>(items: readonly T[]): T {
    const item = items[this.integer(items.length)];
    if (item === undefined) throw new Error('cannot pick from an empty list');
    return item;
  }

  /** `items` in random order (Fisher–Yates); the original stays as it is. */
  shuffle<T>(items: readonly T[]): T[] {
    const shuffled = [...items];
    for (let last = shuffled.length - 1; last > 0; last--) {
      const other = this.integer(last + 1);
      [shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T];
    }
    return shuffled;
  }
}
