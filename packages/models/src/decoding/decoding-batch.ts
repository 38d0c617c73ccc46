import type { Tensor2D } from '@tensorflow/tfjs-core';
import { chooseTokens, createCache, type KeyValueCache } from '@waltz/compute';
import { headDim } from '@waltz/core';
import type { Architecture } from '../model/architecture.ts';
import type { MergedWeights } from '../model/weights.ts';
import type { Continuation } from './continuation.ts';
import { pagesFor, PagePool } from './page-pool.ts';
import { readRows, type Rows } from './read-rows.ts';

/** Rows of one pass, unless more sequences than that are continued at once. */
const ROWS_OF_A_PASS = 512;

/** Part of a sequence that one pass reads. */
interface Reading {
  readonly continuation: Continuation;
  readonly count: number;
}

/**
 * Sequences that are continued side by side. A pass reads what is unread of each, a context in one go or the newest
 * token; what has been read to its end gets its next token. Who is finished leaves, and the next takes the place.
 *
 * The sample of a sequence does not depend on its neighbours: not on who they are, nor on how many rows a pass has, nor
 * on which pages are shared.
 */
export class DecodingBatch {
  readonly #architecture: Architecture;
  readonly #weights: MergedWeights;
  readonly #ends: readonly number[];
  readonly #places: number;
  readonly #cache: KeyValueCache;
  readonly #pool: PagePool;
  #living: readonly Continuation[] = [];

  /** A batch with `places`, and with room for as many of `expected` in any order; `dispose` frees it. */
  constructor(
    architecture: Architecture,
    weights: MergedWeights,
    ends: readonly number[],
    places: number,
    expected: readonly Continuation[],
  ) {
    const { heads, kvHeads, windows } = architecture;
    const needs = expected.map(({ longest }) => pagesFor(longest)).sort((a, b) => b - a);
    const pages = needs.slice(0, places).reduce((sum, need) => sum + need, 0);
    this.#architecture = architecture;
    this.#weights = weights;
    this.#ends = ends;
    this.#places = places;
    this.#pool = new PagePool(pages);
    const shape = {
      ...{ pages, heads, kvHeads, headDim: headDim(architecture) },
      ...(windows === undefined ? {} : { windows }),
    };
    this.#cache = createCache(shape, weights.layers);
  }

  get empty(): boolean {
    return this.#living.length === 0;
  }

  /** Takes in the first of `waiting` that there is room for; gives the others. */
  admit(waiting: readonly Continuation[]): readonly Continuation[] {
    const admitted: Continuation[] = [];
    for (const continuation of waiting) {
      if (this.#living.length + admitted.length >= this.#places) break;
      const reserved = this.#pool.reserve(continuation.context, continuation.longest);
      if (reserved === null) break;
      continuation.admit(reserved);
      admitted.push(continuation);
    }
    this.#living = [...this.#living, ...admitted];
    return waiting.slice(admitted.length);
  }

  /** One pass. Gives whether any sequence goes on. Throws when the model's logits are not finite. */
  async step(): Promise<boolean> {
    const readings = this.#nextReadings();
    const logits = readRows(this.#architecture, this.#weights, this.#cache, layOutRows(readings));
    const ready = readings.flatMap(({ continuation, count }) => {
      continuation.advance(count);
      return continuation.unread === 0 ? [continuation] : [];
    });
    if (logits !== null) await this.#extend(ready, logits);
    this.#living = this.#living.filter(({ finished }) => !finished);
    return this.#living.length > 0;
  }

  /** Chooses the next token of each of `ready` from its `[ready][vocabulary]` logits. */
  async #extend(ready: readonly Continuation[], logits: Tensor2D): Promise<void> {
    const chosen = await chooseTokens(
      logits,
      ready.map((continuation) => continuation.draw()),
    );
    ready.forEach((continuation, index) => {
      const { token, logprob } = chosen[index] ?? { token: NaN, logprob: NaN };
      continuation.extend(token, logprob, this.#ends);
      if (continuation.finished && continuation.reserved) this.#pool.release(continuation.reserved);
    });
  }

  dispose(): void {
    this.#cache.dispose();
  }

  /**
   * In the order of admission: whoever shares pages comes after the sequence that writes them, in this pass or in an
   * earlier one.
   */
  #nextReadings(): readonly Reading[] {
    let room = Math.max(ROWS_OF_A_PASS, this.#living.length);
    const readings: Reading[] = [];
    for (const continuation of this.#living) {
      if (room === 0) break;
      const count = Math.min(continuation.unread, room);
      readings.push({ continuation, count });
      room -= count;
    }
    return readings;
  }
}

function layOutRows(readings: readonly Reading[]): Rows {
  const count = readings.reduce((sum, reading) => sum + reading.count, 0);
  const ends = readings.map(({ continuation, count }) => continuation.read + count);
  const tableWidth = pagesFor(Math.max(...ends));
  const rows = {
    ids: new Int32Array(count),
    sequences: new Int32Array(count),
    positions: new Int32Array(count),
    tables: new Int32Array(readings.length * tableWidth),
    tableWidth,
  };
  const last: number[] = [];
  let row = 0;
  readings.forEach(({ continuation, count }, sequence) => {
    const pages = continuation.reserved?.pages.slice(0, tableWidth) ?? [];
    rows.tables.set(pages, sequence * tableWidth);
    for (let at = continuation.read; at < continuation.read + count; at++, row++) {
      rows.ids[row] = continuation.tokenAt(at);
      rows.sequences[row] = sequence;
      rows.positions[row] = at;
    }
    if (count === continuation.unread) last.push(row - 1);
  });
  return { ...rows, last: Int32Array.from(last) };
}
