import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { RandomStream } from '@waltz/core';
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import {
  cachedLayer,
  randomExtras,
  randomSizes,
  randomWeights,
  wholeLayer,
} from '../testing/decoder-layer.ts';
import { cpuBackend, describeOn, EVERY, ROW_BY_ROW, runsOn } from '../testing/describe-on.ts';
import { randomValues } from '../testing/on-backend.ts';
import { ABOUT_ONE, relativeError } from '../testing/relative-error.ts';
import { PAGE, type CacheRows } from './cache-rows.ts';
import { createCache } from './create-cache.ts';

/** Sequences in a cache: how long each is, and which pages it has. */
interface Layout {
  readonly lengths: readonly number[];
  readonly tables: readonly (readonly number[])[];
  readonly pages: number;
}

/** One row of a pass. */
type Place = readonly [sequence: number, position: number];

/** Sequences of up to 50 positions, in pages of any order. */
function randomLayout(random: RandomStream): Layout {
  const lengths = Array.from({ length: 1 + random.integer(4) }, () => 1 + random.integer(50));
  const counts = lengths.map((length) => Math.ceil(length / PAGE));
  const pages = counts.reduce((sum, count) => sum + count, 0) + random.integer(3);
  const order = random.shuffle(Array.from({ length: pages }, (_, page) => page));
  const tables = counts.map((count) => order.splice(0, count));
  return { lengths, tables, pages };
}

/** All positions of all sequences, each sequence in its order, cut into passes at random. */
function randomPasses(random: RandomStream, lengths: readonly number[]): readonly Place[][] {
  const read = lengths.map(() => 0);
  const passes: Place[][] = [];
  while (read.some((done, sequence) => done < (lengths[sequence] ?? 0))) {
    const pass: Place[] = [];
    lengths.forEach((length, sequence) => {
      const from = read[sequence] ?? 0;
      const to = Math.min(length, from + random.pick([0, 1, 1, random.integer(40)]));
      for (let position = from; position < to; position++) pass.push([sequence, position]);
      read[sequence] = to;
    });
    if (pass.length > 0) passes.push(pass);
  }
  return passes;
}

function rowsOf(pass: readonly Place[], { tables }: Layout): CacheRows {
  const tableWidth = Math.max(...tables.map((table) => table.length));
  const flat = new Int32Array(tables.length * tableWidth);
  tables.forEach((table, sequence) => flat.set(table, sequence * tableWidth));
  return {
    sequences: Int32Array.from(pass, ([sequence]) => sequence),
    positions: Int32Array.from(pass, ([, position]) => position),
    tables: flat,
    tableWidth,
  };
}

/**
 * Of models: those that the kernels know whole, those beyond what a card's kernels for small ones take, those with biases
 * or norms of heads, those that hear a window.
 */
type Kind = 'plain' | 'wide' | 'extras' | 'windowed';

/** A model of one layer, and what each sequence hands to it. */
function randomWorld(random: RandomStream, lengths: readonly number[], kind: Kind = 'plain') {
  const windows = kind === 'windowed' ? { windows: [1 + random.integer(20)] } : {};
  const width = kind === 'wide' ? { dim: 129 + random.integer(20) } : {};
  const sizes = { ...randomSizes(random), ...width, ...windows };
  const extras = kind === 'extras' ? randomExtras(random, sizes) : {};
  const weights = { ...randomWeights(random, sizes), ...extras };
  const hidden = lengths.map((length) => randomValues(random, [length, sizes.dim]).data);
  const row = ([sequence, position]: Place): Float32Array =>
    hidden[sequence]?.subarray(position * sizes.dim, (position + 1) * sizes.dim) ??
    new Float32Array();
  const input = (places: readonly Place[]): Tensor2D =>
    tf.tensor2d(
      places.flatMap((place) => [...row(place)]),
      [places.length, sizes.dim],
    );

  /** `[sequence][position][dim]` what the layer gives, read pass by pass. */
  async function read(passes: readonly (readonly Place[])[], layout: Layout) {
    const cache = createCache({ ...sizes, pages: layout.pages }, [weights]);
    const out = layout.lengths.map((length) => new Float32Array(length * sizes.dim));
    for (const pass of passes) {
      const given = input(pass);
      const got = cachedLayer(cache, rowsOf(pass, layout), sizes, given);
      const values = await got.data<'float32'>();
      pass.forEach(([sequence, position], index) => {
        const own = values.subarray(index * sizes.dim, (index + 1) * sizes.dim);
        out[sequence]?.set(own, position * sizes.dim);
      });
      tf.dispose([given, got]);
    }
    cache.dispose();
    return out;
  }

  async function readWhole(sequence: number) {
    const places = Array.from({ length: lengths[sequence] ?? 0 }, (_, at): Place => [sequence, at]);
    const given = input(places);
    const got = wholeLayer(sizes, weights, given);
    const values = await got.data<'float32'>();
    tf.dispose([given, got]);
    return values;
  }

  return { hidden, read, readWhole, dispose: () => tf.dispose(Object.values(weights)) };
}

afterEach(() => {
  expect(tf.memory().numTensors).toBe(0);
});

describeOn(EVERY, 'the key-value cache', (backend) => {
  it.each([
    ['plain', 15],
    ['wide', 5],
    ['extras', 5],
    ['windowed', 5],
  ] as const)('gives each row what its whole sequence gives it: %s', async (kind, runs) => {
    await backend.activate();
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        const random = new RandomStream(seed);
        const layout = randomLayout(random);
        const world = randomWorld(random, layout.lengths, kind);
        const actual = await world.read(randomPasses(random, layout.lengths), layout);
        for (const [sequence, own] of actual.entries()) {
          expect(relativeError(own, await world.readWhole(sequence), ABOUT_ONE)).toBeLessThan(1e-5);
        }
        world.dispose();
      }),
      { numRuns: runsOn(backend, runs), seed: 1 },
    );
  });

  it('refuses rows that have no place in it', async () => {
    await backend.activate();
    const cache = createCache({ pages: 2, heads: 1, kvHeads: 1, headDim: 2 }, []);
    const placed = (sequence: number, position: number, page: number) => () => {
      const rows = rowsOf([[sequence, position]], { lengths: [1], tables: [[page]], pages: 2 });
      return cache.layers(rows, { normEpsilon: 1e-5, ropeFrequencies: [1] });
    };
    expect(placed(0, 16, 0)).toThrow('row 0 is position 16 of sequence 0, but there are 1 tables');
    expect(placed(1, 0, 0)).toThrow('of sequence 1');
    expect(placed(0, 0, 2)).toThrow('page 2 is not in a cache of 2 pages');
    cache.dispose();
  });
});

describeOn([cpuBackend, ...ROW_BY_ROW], 'the key-value cache to the last bit', (backend) => {
  it('gives each row the same whatever the passes, the neighbours and the order of the pages', async () => {
    await backend.activate();
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        const random = new RandomStream(seed);
        const layout = randomLayout(random);
        const world = randomWorld(random, layout.lengths);
        const together = await world.read(randomPasses(random, layout.lengths), layout);
        const others = { ...layout, tables: layout.tables.map((table) => [...table].reverse()) };
        expect(await world.read(randomPasses(random, layout.lengths), others)).toEqual(together);
        const last = layout.lengths.length - 1;
        const alone = randomPasses(random, [layout.lengths[last] ?? 0]).map((pass) =>
          pass.map(([, position]): Place => [last, position]),
        );
        expect((await world.read(alone, layout))[last]).toEqual(together[last]);
        world.dispose();
      }),
      { numRuns: runsOn(backend, 15), seed: 2 },
    );
  });

  it('gives a sequence the same from pages that another one wrote', async () => {
    await backend.activate();
    const random = new RandomStream(5);
    const world = randomWorld(random, [40, 37]);
    const [first, second] = world.hidden;
    // Two pages in common.
    const common = 2 * PAGE;
    second?.set(first?.subarray(0, (second.length / 37) * common) ?? []);
    const places = (sequence: number, from: number, to: number) =>
      Array.from({ length: to - from }, (_, at): Place => [sequence, from + at]);
    const apart = {
      lengths: [40, 37],
      tables: [
        [0, 1, 2],
        [3, 4, 5],
      ],
      pages: 6,
    };
    const shared = {
      ...apart,
      tables: [
        [0, 1, 2],
        [0, 1, 5],
      ],
    };
    const [, expected] = await world.read([[...places(0, 0, 40), ...places(1, 0, 37)]], apart);
    const inOnePass = [[...places(0, 0, 40), ...places(1, common, 37)]];
    const inTwo = [places(0, 0, 40), places(1, common, 37)];
    const from = common * ((second?.length ?? 0) / 37);
    for (const passes of [inOnePass, inTwo]) {
      const [, actual] = await world.read(passes, shared);
      expect(actual?.subarray(from)).toEqual(expected?.subarray(from));
    }
    world.dispose();
  });
});
