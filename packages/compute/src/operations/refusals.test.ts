import * as tf from '@tensorflow/tfjs-core';
import { RandomStream } from '@waltz/core';
import { expect, it } from 'vitest';
import { webGpuBackend } from '../backends/backends.ts';
import { FusedCache } from '../decoding/fused-cache.ts';
import { randomWeights } from '../testing/decoder-layer.ts';
import { COMPILED, describeOn, EVERY } from '../testing/describe-on.ts';
import { causalAttention } from './causal-attention.ts';
import { chosenLogprobs } from './chosen-logprobs.ts';
import { embed } from './embed.ts';
import { rmsNorm } from './rms-norm.ts';
import { rotaryAt, rotaryEmbedding } from './rotary-embedding.ts';
import { swiGlu } from './swi-glu.ts';

const ids = (...values: number[]) => tf.tensor1d(values, 'int32');

/** Calls that a kernel would answer with someone else's memory, and what is said instead. */
const refused: readonly (readonly [string, () => unknown, string])[] = [
  [
    'a gain of another width',
    () => rmsNorm(tf.ones([2, 4]), tf.ones([3]), 1e-5),
    'x is float32 [2, 4]',
  ],
  [
    'halves of other sizes',
    () => swiGlu(tf.ones([2, 4]), tf.ones([2, 3])),
    'must be float32 [2, 4]',
  ],
  ['an odd head', () => rotaryEmbedding(tf.ones([1, 1, 1, 3]), [1]), 'head dimension is 3'],
  [
    'a negative position',
    () => rotaryAt(tf.ones([1, 1, 2]), Int32Array.of(-1), [1]),
    'position -1',
  ],
  [
    'values of another length',
    () => causalAttention(tf.ones([1, 3, 2, 4]), tf.ones([1, 3, 1, 4]), tf.ones([1, 2, 1, 4])),
    'v is float32 [1, 2, 1, 4], but must be float32 [1, 3, 1, 4]',
  ],
  [
    'heads that do not divide',
    () => causalAttention(tf.ones([1, 3, 3, 4]), tf.ones([1, 3, 2, 4]), tf.ones([1, 3, 2, 4])),
    '3 query heads cannot share 2',
  ],
  ['ids that are not integers', () => embed(tf.ones([2, 2]), tf.tensor1d([1])), 'must be int32'],
  ['a target too few', () => chosenLogprobs(tf.ones([2, 5]), ids(1)), 'targets is int32 [1]'],
];

describeOn(EVERY, 'what operations refuse', (backend) => {
  it.each(refused)('%s', async (_what, call, message) => {
    await backend.activate();
    expect(call).toThrow(message);
  });
});

describeOn([...COMPILED, webGpuBackend], 'what kernels refuse', (backend) => {
  it('an id or a target outside the vocabulary', async () => {
    await backend.activate();
    expect(() => embed(tf.ones([3, 2]), ids(0, 3))).toThrow('id of row 1 is not in a table of 3');
    expect(() => chosenLogprobs(tf.ones([2, 3]), ids(-1, 2))).toThrow('target of row 0');
  });
});

describeOn(COMPILED, 'what a cache refuses', (backend) => {
  it('a layer with other heads than its cache', async () => {
    await backend.activate();
    const shape = { pages: 1, heads: 2, kvHeads: 1, headDim: 4 };
    const sizes = { ...shape, dim: 6, hiddenDim: 5 };
    const weights = randomWeights(new RandomStream(1), { ...sizes, headDim: 2 });
    expect(() => new FusedCache(shape, [weights])).toThrow(
      'query is float32 [6, 4], but must be float32 [6, 8]',
    );
  });

  it('a layer that the cache does not have', async () => {
    await backend.activate();
    const shape = { pages: 1, heads: 2, kvHeads: 1, headDim: 4 };
    const weights = randomWeights(new RandomStream(1), { ...shape, dim: 6, hiddenDim: 5 });
    const cache = new FusedCache(shape, [weights]);
    const rows = {
      sequences: Int32Array.of(0),
      positions: Int32Array.of(0),
      tables: Int32Array.of(0),
      tableWidth: 1,
    };
    const { heard } = cache.layers(rows, { normEpsilon: 1e-5, ropeFrequencies: [1, 1] });
    expect(() => heard(1, tf.ones([1, 6]))).toThrow('no layer 1 among 1');
    cache.dispose();
  });
});
