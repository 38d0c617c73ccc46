import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { RandomStream } from '@waltz/core';
import fc from 'fast-check';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { embed } from '../operations/embed.ts';
import { rmsNorm } from '../operations/rms-norm.ts';
import { rotaryFrequencies } from '../operations/rotary-frequencies.ts';
import { randomSizes, randomWeights } from '../testing/decoder-layer.ts';
import { COMPILED, describeOn, ROW_BY_ROW, runsOn } from '../testing/describe-on.ts';
import { randomValues } from '../testing/on-backend.ts';
import { PAGE } from './cache-rows.ts';
import { chooseTokens, type Draw } from './choose-tokens.ts';
import { FusedCache } from './fused-cache.ts';
import { FusedDecoder, type OuterWeights } from './fused-decoder.ts';
import type { NewestToken } from './newest-tokens.ts';
import type { ChosenToken } from './token-chooser.ts';

const VOCABULARY = 23;

/** A sequence to be continued: what the cache holds of it, its newest token, and how it is drawn from. */
interface Begun {
  readonly context: readonly number[];
  readonly pages: readonly number[];
  readonly temperature: number;
  readonly uniforms: readonly number[];
}

/** Sequences whose pages lie in any order, with room for so many passes. */
function randomSequences(random: RandomStream, passes: number): readonly Begun[] {
  const lengths = Array.from({ length: 1 + random.integer(6) }, () => 1 + random.integer(40));
  const counts = lengths.map((length) => Math.ceil((length + passes) / PAGE));
  const order = random.shuffle(
    Array.from({ length: counts.reduce((sum, count) => sum + count, 0) }, (_, page) => page),
  );
  return lengths.map((length, index) => {
    return {
      context: Array.from({ length }, () => random.integer(VOCABULARY)),
      pages: order.splice(0, counts[index] ?? 0),
      temperature: random.pick([0, 0.5, 1, 3]),
      uniforms: Array.from({ length: passes }, () => random.uniform()),
    };
  });
}

/** A decoder with random weights on the active backend. */
function randomDecoder(random: RandomStream, kind: 'narrow' | 'wide', pages: number) {
  const wide = kind === 'wide' ? { dim: 129 + random.integer(9) } : {};
  const sizes = { ...randomSizes(random), ...wide };
  const layers = Array.from({ length: 1 + random.integer(2) }, () => randomWeights(random, sizes));
  const matrix = (...shape: [number, number]): Tensor2D =>
    tf.tensor2d(randomValues(random, shape).data, shape);
  const outer = {
    embedding: matrix(VOCABULARY, sizes.dim),
    norm: tf.tensor1d(randomValues(random, [sizes.dim]).data),
    head: random.chance(0.5) ? null : matrix(sizes.dim, VOCABULARY),
  };
  const settings = { normEpsilon: 1e-5, ropeFrequencies: rotaryFrequencies(sizes.headDim, 100) };
  const cache = new FusedCache({ ...sizes, pages }, layers);
  const decoder = new FusedDecoder(cache, outer, settings);

  /** Reads tokens from a position of each sequence on by separate calls; chooses the one that follows each sequence. */
  async function read(
    sequences: readonly Begun[],
    tokens: readonly (readonly number[])[],
    from: readonly number[],
    draws: readonly Draw[],
  ): Promise<readonly ChosenToken[]> {
    const tableWidth = Math.max(...sequences.map((sequence) => sequence.pages.length));
    const tables = new Int32Array(sequences.length * tableWidth);
    sequences.forEach((sequence, at) => tables.set(sequence.pages, at * tableWidth));
    const rows = {
      sequences: Int32Array.from(tokens.flatMap((own, at) => own.map(() => at))),
      positions: Int32Array.from(
        tokens.flatMap((own, at) => own.map((_, i) => (from[at] ?? 0) + i)),
      ),
      ...{ tables, tableWidth },
    };
    const ends = tokens.map((_, at) => tokens.slice(0, at + 1).flat().length - 1);
    const logits = tf.tidy(() => {
      const passed = cache.layers(rows, settings);
      let hidden = embed(outer.embedding, tf.tensor1d(tokens.flat(), 'int32'));
      layers.forEach((_, layer) => {
        hidden = passed.output(layer, hidden, passed.heard(layer, hidden));
      });
      const last = embed(rmsNorm(hidden, outer.norm, 1e-5), tf.tensor1d(ends, 'int32'));
      return outer.head === null
        ? tf.matMul<Tensor2D>(last, outer.embedding, false, true)
        : tf.matMul<Tensor2D>(last, outer.head);
    });
    return chooseTokens(logits, draws);
  }

  return {
    outer,
    decoder,
    read,
    /** The same layers with other weights around them. */
    withOuter: (others: OuterWeights) => new FusedDecoder(cache, others, settings),
    /** What the sequences are once all but the last token of each context is in the cache. */
    begin: async (sequences: readonly Begun[]): Promise<readonly NewestToken[]> => {
      const longer = sequences.filter(({ context }) => context.length > 1);
      const before = longer.map(({ context }) => context.slice(0, -1));
      const greedy = longer.map(() => ({ temperature: 0, uniform: 0 }));
      if (longer.length > 0)
        await read(
          longer,
          before,
          longer.map(() => 0),
          greedy,
        );
      return sequences.map(({ context, ...rest }) => ({
        ...rest,
        id: context.at(-1) ?? 0,
        position: context.length - 1,
      }));
    },
    dispose: (): void => {
      tf.dispose([...layers.map((layer) => ({ ...layer })), { ...outer, head: outer.head ?? [] }]);
      decoder.dispose();
      cache.dispose();
    },
  };
}

const pagesOf = (sequences: readonly Begun[]): number =>
  sequences.reduce((sum, sequence) => sum + sequence.pages.length, 0);

/** The sequences one pass on. */
const moved = (tokens: readonly NewestToken[], chosen: readonly ChosenToken[]) =>
  tokens.map((token, row) => ({
    ...token,
    id: chosen[row]?.token ?? NaN,
    position: token.position + 1,
    uniforms: token.uniforms.slice(1),
  }));

const firstPass = (tokens: readonly NewestToken[]): readonly NewestToken[] =>
  tokens.map((token) => ({ ...token, uniforms: token.uniforms.slice(0, 1) }));

const taken = (): unknown => {
  const { numTensors, numBytes, ...rest } = tf.memory();
  return [numTensors, numBytes, (rest as { numBytesOnCard?: number }).numBytesOnCard];
};

afterEach(() => {
  expect(tf.memory().numTensors).toBe(0);
});

describeOn(ROW_BY_ROW, 'decoding in one call, to the last bit,', (backend) => {
  beforeAll(() => backend.activate());

  it.each([
    ['narrow', 25],
    ['wide', 8],
  ] as const)('is what separate calls give, in any number of passes: %s', async (kind, runs) => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        const random = new RandomStream(seed);
        const passes = 1 + random.integer(5);
        const sequences = randomSequences(random, passes);
        const model = randomDecoder(random, kind, pagesOf(sequences));
        const tokens = await model.begin(sequences);
        const atOnce = await model.decoder.next(tokens, passes);
        let newest = tokens;
        for (let pass = 0; pass < passes; pass++) {
          const apart = await model.read(
            sequences,
            newest.map(({ id }) => [id]),
            newest.map(({ position }) => position),
            newest.map(({ temperature, uniforms: [uniform = NaN] }) => ({ temperature, uniform })),
          );
          expect(atOnce[pass]).toEqual(apart);
          expect(await model.decoder.next(firstPass(newest), 1)).toEqual([apart]);
          newest = moved(newest, apart);
        }
        model.dispose();
      }),
      { numRuns: runsOn(backend, runs), seed: 1 },
    );
  });

  it('does not depend on the neighbours, of which one has logits that are not finite', async () => {
    const random = new RandomStream(3);
    const sequences = [...randomSequences(random, 4), ...randomSequences(random, 4)].map(
      (sequence, index) => ({ ...sequence, pages: [3 * index, 3 * index + 1, 3 * index + 2] }),
    );
    const model = randomDecoder(random, 'narrow', 3 * sequences.length);
    const values = await model.outer.embedding.data<'float32'>();
    const tokens = await model.begin(sequences);
    const together = await model.decoder.next(tokens, 4);
    for (const [row, token] of tokens.entries()) {
      const alone = await model.decoder.next([token], 4);
      expect(alone).toEqual(together.map((ofAPass) => [ofAPass[row]]));
    }
    // The newest token of one row, which no other row comes to read.
    const used = new Set([
      ...tokens.map(({ id }) => id),
      ...together.flat().map(({ token }) => token),
    ]);
    const unused =
      Array.from({ length: VOCABULARY }, (_, id) => id).find((id) => !used.has(id)) ?? NaN;
    const dim = values.length / VOCABULARY;
    const spoilt = {
      ...model.outer,
      head: model.outer.head ?? tf.transpose(model.outer.embedding),
    };
    const embedding = tf.tensor2d(
      values.map((value, at) => (Math.floor(at / dim) === unused ? NaN : value)),
      [VOCABULARY, dim],
    );
    const failing = model.withOuter({ ...spoilt, embedding });
    const others = await failing.next(
      tokens.map((token, row) => (row === 1 ? { ...token, id: unused } : token)),
      4,
    );
    for (const [pass, ofAPass] of others.entries()) {
      ofAPass.forEach(({ token, logprob }, row) => {
        if (row === 1) expect(token).toBeNaN();
        else expect({ token, logprob }).toEqual(together[pass]?.[row]);
      });
    }
    failing.dispose();
    tf.dispose([embedding, ...(model.outer.head === null ? [spoilt.head] : [])]);
    model.dispose();
  });
});

describeOn(COMPILED, 'decoding in one call', (backend) => {
  beforeAll(() => backend.activate());

  it('takes no more memory from call to call', async () => {
    const random = new RandomStream(4);
    const sequences = randomSequences(random, 3);
    const model = randomDecoder(random, 'narrow', pagesOf(sequences));
    const tokens = await model.begin(sequences);
    await model.decoder.next(tokens, 3);
    const before = taken();
    for (let call = 0; call < 3; call++) await model.decoder.next(tokens, 3);
    expect(taken()).toEqual(before);
    model.dispose();
  });

  it.each([
    ['a token that is not in the vocabulary', { id: VOCABULARY }, 'token 23 of row 0'],
    ['no token', { id: NaN }, 'token NaN of row 0'],
    ['a place before the first', { position: -1 }, 'from position -1 on'],
    ['a place in no page', { position: 15 }, 'row 0 has 1 pages and 2 draws for 2 passes'],
    ['a page that is not there', { pages: [1] }, 'page 1 is not in a cache of 1 pages'],
    ['too few draws', { uniforms: [0] }, '1 draws for 2 passes'],
  ])('refuses %s', async (_, wrong, message) => {
    const model = randomDecoder(new RandomStream(5), 'narrow', 1);
    const drawn = { temperature: 1, uniforms: [0, 0.5] };
    const token = { id: 1, position: 0, pages: [0], ...drawn, ...wrong };
    await expect(model.decoder.next([token], 2)).rejects.toThrow(message);
    model.dispose();
  });

  it('refuses a head that does not fit', () => {
    const random = new RandomStream(6);
    const sizes = randomSizes(random);
    const layers = [randomWeights(random, sizes)];
    const cache = new FusedCache({ ...sizes, pages: 1 }, layers);
    const outer = { embedding: tf.ones([5, sizes.dim]), norm: tf.ones([sizes.dim]) };
    const head = tf.ones([sizes.dim, 6]);
    const ropeFrequencies = rotaryFrequencies(sizes.headDim, 100);
    const settings = { normEpsilon: 1e-5, ropeFrequencies };
    expect(() => new FusedDecoder(cache, { ...outer, head }, settings)).toThrow('head is float32');
    tf.dispose([head, outer, ...layers.map((layer) => ({ ...layer }))]);
    cache.dispose();
  });
});
