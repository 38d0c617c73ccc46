import {
  chooseTokens,
  createCache,
  FusedCache,
  FusedDecoder,
  NOT_FINITE,
  type ChosenToken,
  type KeyValueCache,
  type NewestToken,
} from '@waltz/compute';
import { headDim } from '@waltz/core';
import { ropeFrequencies, type Architecture } from '../model/architecture.ts';
import type { MergedWeights } from '../model/weights.ts';
import type { Continuation } from './continuation.ts';
import { ON_PROCESSOR, type Pace } from './pace.ts';
import { pagesFor, PagePool } from './page-pool.ts';
import { readRows, type Rows } from './read-rows.ts';

export interface DecodingSettings {
  readonly architecture: Architecture;
  /** Sampling stops on each of these tokens. */
  readonly ends: readonly number[];
  /** Sequences that are continued at once. */
  readonly sampleBatch: number;
  readonly pace: Pace;
}

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
  readonly #settings: DecodingSettings;
  readonly #weights: MergedWeights;
  readonly #pace: Pace;
  readonly #cache: KeyValueCache;
  /** For passes that read a token of each sequence, where that is one call. */
  readonly #decoder: FusedDecoder | null;
  readonly #pool: PagePool;
  #living: readonly Continuation[] = [];

  /** A batch with `sampleBatch` places, and with room for as many of `expected` in any order; `dispose` frees it. */
  constructor(
    settings: DecodingSettings,
    weights: MergedWeights,
    expected: readonly Continuation[],
  ) {
    const { architecture, sampleBatch, pace } = settings;
    const { heads, kvHeads, windows, normEpsilon } = architecture;
    const needs = expected.map(({ longest }) => pagesFor(longest)).sort((a, b) => b - a);
    const pages = needs.slice(0, sampleBatch).reduce((sum, need) => sum + need, 0);
    this.#settings = settings;
    this.#weights = weights;
    this.#pool = new PagePool(pages);
    const shape = {
      ...{ pages, heads, kvHeads, headDim: headDim(architecture) },
      ...(windows === undefined ? {} : { windows }),
    };
    const turning = { normEpsilon, ropeFrequencies: ropeFrequencies(architecture) };
    const cache = createCache(shape, weights.layers);
    this.#cache = cache;
    this.#decoder = cache instanceof FusedCache ? new FusedDecoder(cache, weights, turning) : null;
    // What is composed keeps more of a row than the kernels do.
    this.#pace = this.#decoder === null ? ON_PROCESSOR : pace;
  }

  get empty(): boolean {
    return this.#living.length === 0;
  }

  /** Takes in the first of `waiting` that there is room for; gives the others. */
  admit(waiting: readonly Continuation[]): readonly Continuation[] {
    const admitted: Continuation[] = [];
    for (const continuation of waiting) {
      if (this.#living.length + admitted.length >= this.#settings.sampleBatch) break;
      const reserved = this.#pool.reserve(continuation.context, continuation.longest);
      if (reserved === null) break;
      continuation.admit(reserved);
      admitted.push(continuation);
    }
    this.#living = [...this.#living, ...admitted];
    return waiting.slice(admitted.length);
  }

  /** A pass, or some. Gives whether any sequence goes on. Throws when the model's logits are not finite. */
  async step(): Promise<boolean> {
    if (this.#decoder !== null && this.#living.every(({ unread }) => unread === 1)) {
      await this.#decode(this.#decoder);
    } else {
      await this.#read();
    }
    this.#living = this.#living.filter(({ finished }) => !finished);
    return this.#living.length > 0;
  }

  /** A pass that reads of contexts, too. */
  async #read(): Promise<void> {
    const readings = this.#nextReadings();
    const logits = readRows(
      this.#settings.architecture,
      this.#weights,
      this.#cache,
      layOutRows(readings),
    );
    const ready = readings.flatMap(({ continuation, count }) => {
      continuation.advance(count);
      return continuation.unread === 0 ? [continuation] : [];
    });
    if (logits === null) return;
    const chosen = await chooseTokens(
      logits,
      ready.map((continuation) => ({
        temperature: continuation.temperature,
        uniform: continuation.uniform(),
      })),
    );
    ready.forEach((continuation, index) => {
      this.#extend(continuation, chosen[index]);
    });
  }

  /**
   * Passes that read the newest token of each sequence, as many as each may still need. Those after the end of a sequence
   * are in vain.
   */
  async #decode(decoder: FusedDecoder): Promise<void> {
    const wanted = Math.min(...this.#living.map(({ remaining }) => remaining));
    const passes = Math.min(this.#pace.passes, wanted);
    const living = this.#living;
    const newest = living.map((continuation) => newestToken(continuation, passes));
    const chosen = await decoder.next(newest, passes);
    for (const ofAPass of chosen) {
      living.forEach((continuation, row) => {
        if (continuation.finished) return;
        continuation.advance(1);
        this.#extend(continuation, ofAPass[row]);
      });
    }
  }

  #extend(continuation: Continuation, chosen: ChosenToken | undefined): void {
    const { token, logprob } = chosen ?? { token: NaN, logprob: NaN };
    if (Number.isNaN(token)) throw new Error(NOT_FINITE);
    continuation.extend(token, logprob, this.#settings.ends);
    if (continuation.finished && continuation.reserved) this.#pool.release(continuation.reserved);
  }

  dispose(): void {
    this.#decoder?.dispose();
    this.#cache.dispose();
  }

  /**
   * In the order of admission: whoever shares pages comes after the sequence that writes them, in this pass or in an
   * earlier one.
   */
  #nextReadings(): readonly Reading[] {
    let room = Math.max(this.#pace.rows, this.#living.length);
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

function newestToken(continuation: Continuation, passes: number): NewestToken {
  const { read, temperature, reserved } = continuation;
  const uniforms: number[] = [];
  for (let pass = 0; pass < passes; pass++) uniforms.push(continuation.uniform());
  const pages = reserved?.pages ?? [];
  return { id: continuation.tokenAt(read), position: read, pages, temperature, uniforms };
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
