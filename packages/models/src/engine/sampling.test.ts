import * as tf from '@tensorflow/tfjs-core';
import { activate, FusedDecoder, tensorCount } from '@waltz/compute';
import { COMPILED, cpuBackend, describeOn, EVERY, ROW_BY_ROW } from '@waltz/compute/testing';
import type { SampleRequest } from '@waltz/core';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  CONTEXTS,
  END_OF_TURN,
  greatestDifference,
  TINY,
  tinyEngine,
} from '../testing/tiny-engine.ts';
import { EMBEDDING } from '../model/parameter-layout.ts';
import type { TransformerEngine } from './transformer-engine.ts';

const REQUESTS: readonly SampleRequest[] = CONTEXTS.map((context, index) => ({
  context,
  seed: 100 + index,
}));
const SAMPLED = { temperature: 1, maxNewTokens: 12 };

describeOn(EVERY, 'sampling', (backend) => {
  let engine: TransformerEngine;
  beforeAll(() => backend.activate());
  afterEach(() => {
    engine.dispose();
  });

  it.each([0, 0.7, 1])(
    'tells the log-probabilities that scoring tells, at temperature %d',
    async (temperature) => {
      engine = tinyEngine();
      const samples = await engine.sample(REQUESTS, { ...SAMPLED, temperature });
      const scored = await engine.logprobs(
        samples.map(({ tokens }, index) => ({
          context: CONTEXTS[index] ?? [],
          completion: tokens,
        })),
      );
      const told = samples.map(({ logprobs }) => logprobs);
      expect(scored.map((row) => row.length)).toEqual(told.map((row) => row.length));
      expect(greatestDifference(told, scored)).toBeLessThan(1e-5);
    },
  );

  it('chooses greedily what a full forward pass finds likeliest', async () => {
    engine = tinyEngine();
    const samples = await engine.sample(REQUESTS, { temperature: 0, maxNewTokens: 5 });
    for (const [index, { tokens }] of samples.entries()) {
      const prefix = [...(CONTEXTS[index] ?? [])];
      for (const token of tokens) {
        const scores = await engine.logprobs(
          Array.from({ length: TINY.vocabularySize }, (_, candidate) => ({
            context: prefix,
            completion: [candidate],
          })),
        );
        const values = scores.flat();
        expect(values.indexOf(Math.max(...values))).toBe(token);
        prefix.push(token);
      }
    }
  });

  it('does not depend on the neighbours, their order, or the size of a batch', async () => {
    engine = tinyEngine();
    const together = await engine.sample(REQUESTS, SAMPLED);
    const reversed = await engine.sample([...REQUESTS].reverse(), SAMPLED);
    expect(together.map(({ tokens }) => tokens)).toEqual(
      reversed.map(({ tokens }) => tokens).reverse(),
    );
    for (const [index, request] of REQUESTS.entries()) {
      const [alone] = await engine.sample([request], SAMPLED);
      expect(alone?.tokens).toEqual(together[index]?.tokens);
    }
    const inPairs = tinyEngine({ sampleBatch: 2 });
    const pairs = await inPairs.sample(REQUESTS, SAMPLED);
    inPairs.dispose();
    expect(pairs.map(({ tokens }) => tokens)).toEqual(together.map(({ tokens }) => tokens));
  });

  it('gives the same numbers every time, and others for another seed', async () => {
    engine = tinyEngine();
    const first = await engine.sample(REQUESTS, SAMPLED);
    expect(await engine.sample(REQUESTS, SAMPLED)).toEqual(first);
    const reseeded = REQUESTS.map(({ context, seed }) => ({ context, seed: seed + 1 }));
    expect(await engine.sample(reseeded, SAMPLED)).not.toEqual(first);
  });

  it('stops each sequence at its own end of turn, or at the longest length', async () => {
    engine = tinyEngine();
    const requests = Array.from({ length: 24 }, (_, seed) => ({ context: [1, 2, 3], seed }));
    const samples = await engine.sample(requests, { temperature: 2, maxNewTokens: 10 });
    for (const { tokens, stop, logprobs } of samples) {
      const end = tokens.indexOf(END_OF_TURN);
      expect(end).toBe(stop === 'end' ? tokens.length - 1 : -1);
      if (stop === 'length') expect(tokens).toHaveLength(10);
      expect(logprobs).toHaveLength(tokens.length);
    }
    expect(new Set(samples.map(({ tokens }) => tokens.length)).size).toBeGreaterThan(3);
    // Those that stay are continued rightly after others have left the batch.
    const scored = await engine.logprobs(
      samples.map(({ tokens }) => ({ context: [1, 2, 3], completion: tokens })),
    );
    const told = samples.map(({ logprobs }) => logprobs);
    expect(greatestDifference(told, scored)).toBeLessThan(1e-5);
    expect(new Set(samples.map(({ stop }) => stop))).toEqual(new Set(['end', 'length']));
  });

  it('leaves no tensor behind, with calls that overlap neither', async () => {
    engine = tinyEngine({ lora: { rank: 2, alpha: 4 } });
    const before = tensorCount();
    for (let repetition = 0; repetition < 3; repetition++) {
      await Promise.all([engine.sample(REQUESTS, SAMPLED), engine.sample(REQUESTS, SAMPLED)]);
      expect(tensorCount()).toBe(before);
    }
    engine.dispose();
    expect(tensorCount()).toBe(0);
  });
});

describeOn(COMPILED, 'sampling where passes are one call', (backend) => {
  beforeAll(() => backend.activate());

  it.each([
    [false, Array<number>(13).fill(1)],
    [true, [4, 4, 4, 1]],
  ])(
    'asks for no more than is to come, keepsBatchesWhole %s',
    async (keepsBatchesWhole, passes) => {
      const decode = vi.spyOn(FusedDecoder.prototype, 'next');
      const engine = tinyEngine({ ends: [], keepsBatchesWhole });
      await engine.sample(REQUESTS, { temperature: 1, maxNewTokens: 14 });
      expect(decode.mock.calls.map(([, asked]) => asked)).toEqual(passes);
      decode.mockRestore();
      engine.dispose();
    },
  );
});

describeOn(COMPILED, 'sampling from what is spoilt', (backend) => {
  const UNTIED = { ...TINY, tieEmbeddings: false };
  beforeAll(() => backend.activate());

  /** An engine in whose embedding the rows of some tokens are no numbers. */
  async function spoiltEngine(spoils: (token: number) => boolean, keepsBatchesWhole: boolean) {
    const engine = tinyEngine({ architecture: UNTIED, keepsBatchesWhole });
    const embedding = engine.parameters.variables.get(EMBEDDING);
    if (embedding === undefined) throw new Error('there is no embedding');
    const values = await embedding.data<'float32'>();
    const spoilt = values.map((value, at) => (spoils(Math.floor(at / UNTIED.dim)) ? NaN : value));
    tf.tidy(() => embedding.assign(tf.tensor(spoilt, embedding.shape)));
    return engine;
  }

  it.each([
    ['a pass', false],
    ['several passes', true],
  ])('fails where that is read, by calls of %s', async (_, keepsBatchesWhole) => {
    const engine = await spoiltEngine((token) => token > 3, keepsBatchesWhole);
    const requests = [1, 2, 3, 4].map((seed) => ({ context: [1, 2, 3], seed }));
    await expect(engine.sample(requests, SAMPLED)).rejects.toThrow('logits that are not finite');
    engine.dispose();
    expect(tensorCount()).toBe(0);
  });

  it('does not fail where only what has ended would be read', async () => {
    const requests = Array.from({ length: 8 }, (_, seed) => ({ context: [1, 2, 3], seed }));
    const sample = async (spoils: (token: number) => boolean) => {
      const engine = await spoiltEngine(spoils, true);
      const samples = await engine.sample(requests, { temperature: 3, maxNewTokens: 12 });
      engine.dispose();
      return samples;
    };
    const samples = await sample((token) => token === END_OF_TURN);
    expect(samples.map(({ stop }) => stop)).toContain('end');
    expect(samples).toEqual(await sample(() => false));
  });
});

// TensorFlow and graphics cards choose their order of summation by the shape of a batch.
describeOn([cpuBackend, ...ROW_BY_ROW], 'sampling to the last bit', (backend) => {
  let engine: TransformerEngine;
  beforeAll(() => backend.activate());
  afterEach(() => {
    engine.dispose();
  });

  it('does not depend on what beginnings the neighbours share, to the last bit', async () => {
    engine = tinyEngine();
    const prompt = Array.from({ length: 21 }, (_, at) => 1 + ((at * 5) % 12));
    const requests: readonly SampleRequest[] = [
      { context: prompt, seed: 1 },
      { context: prompt, seed: 2 },
      { context: prompt.slice(0, 17), seed: 3 },
      { context: [...prompt.slice(0, 16), 3, 1, 3], seed: 4 },
      { context: [...prompt.slice(0, 15), 2, 2, 2], seed: 5 },
    ];
    const together = await engine.sample(requests, SAMPLED);
    for (const [index, request] of requests.entries()) {
      expect(await engine.sample([request], SAMPLED)).toEqual([together[index]]);
    }
  });

  it.each([0, 1, 3])(
    'does not depend on how many passes a call has, at temperature %d',
    async (temperature) => {
      // The longest that starts from one token fills a page to its end.
      const decoding = { temperature, maxNewTokens: 15 };
      const requests = Array.from({ length: 24 }, (_, seed) => ({
        context: CONTEXTS[seed % CONTEXTS.length] ?? [],
        seed,
      }));
      const inSeveral = tinyEngine({ keepsBatchesWhole: true });
      const expected = await inSeveral.sample(requests, decoding);
      inSeveral.dispose();
      engine = tinyEngine();
      expect(await engine.sample(requests, decoding)).toEqual(expected);
      if (temperature > 0) {
        const lengths = expected.map(({ tokens }) => tokens.length);
        expect(new Set(lengths).size).toBeGreaterThan(5);
      }
    },
  );

  it('gives calls that overlap what it gives each alone, and tells each as soon as it is done', async () => {
    engine = tinyEngine({ sampleBatch: 3 });
    const [short, long] = [
      { temperature: 0.5, maxNewTokens: 2 },
      { temperature: 1, maxNewTokens: 25 },
    ];
    const expected = [await engine.sample(REQUESTS, long), await engine.sample(REQUESTS, short)];
    const order: string[] = [];
    const calls = [
      engine.sample(REQUESTS, long).finally(() => order.push('long')),
      engine.sample(REQUESTS.slice(0, 1), short).finally(() => order.push('short')),
    ];
    // One that comes while others are under way.
    await calls[1];
    const late = engine.sample(REQUESTS, short);
    expect(await calls[0]).toEqual(expected[0]);
    expect(await calls[1]).toEqual(expected[1]?.slice(0, 1));
    expect(await late).toEqual(expected[1]);
    expect(order).toEqual(['short', 'long']);
  });
});

describe('a request that cannot be served', () => {
  let engine: TransformerEngine;
  beforeAll(async () => {
    await activate('cpu');
    engine = tinyEngine();
  });

  it.each([
    ['an empty context', [], SAMPLED, /context is empty/],
    ['a strange token', [1, 13], SAMPLED, /token 13 is not in the vocabulary of 13 tokens/],
    [
      'too many tokens',
      [1],
      { ...SAMPLED, maxNewTokens: 40 },
      /need 41 positions, the engine has maxPositions 40/,
    ],
    ['a negative temperature', [1], { ...SAMPLED, temperature: -1 }, /temperature is -1/],
    ['no new token', [1], { ...SAMPLED, maxNewTokens: 0 }, /maxNewTokens is 0/],
  ])('is refused for %s', async (_, context, decoding, message) => {
    await expect(engine.sample([{ context, seed: 1 }], decoding)).rejects.toThrow(message);
  });

  it('may be no request at all', async () => {
    expect(await engine.sample([], SAMPLED)).toEqual([]);
  });
});
