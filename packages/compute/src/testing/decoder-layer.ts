import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { RandomStream } from '@waltz/core';
import type { CacheRows } from '../decoding/cache-rows.ts';
import type { KeyValueCache } from '../decoding/create-cache.ts';
import type { CacheShape, LayerWeights } from '../decoding/layers.ts';
import { attentionHeads } from '../operations/attention-heads.ts';
import { blockOutput } from '../operations/block-output.ts';
import { rotaryFrequencies } from '../operations/rotary-frequencies.ts';
import { randomValues } from './on-backend.ts';

export interface LayerSizes extends Omit<CacheShape, 'pages'> {
  readonly dim: number;
  readonly hiddenDim: number;
}

const settingsOf = ({ headDim }: LayerSizes) => ({
  normEpsilon: 1e-5,
  ropeFrequencies: rotaryFrequencies(headDim, 10_000),
});

/** Heads that share keys, and widths that are no multiple of a vector. */
export function randomSizes(random: RandomStream): LayerSizes {
  const kvHeads = 1 + random.integer(2);
  return {
    heads: kvHeads * (1 + random.integer(3)),
    kvHeads,
    headDim: 2 * (1 + random.integer(10)),
    dim: 1 + random.integer(40),
    hiddenDim: 1 + random.integer(40),
  };
}

export function randomWeights(random: RandomStream, sizes: LayerSizes): LayerWeights {
  const { dim, heads, kvHeads, headDim, hiddenDim } = sizes;
  const tensor = (...shape: number[]): Tensor => tf.tensor(randomValues(random, shape).data, shape);
  return {
    attentionNorm: tensor(dim),
    query: tensor(dim, heads * headDim),
    key: tensor(dim, kvHeads * headDim),
    value: tensor(dim, kvHeads * headDim),
    attentionOutput: tensor(heads * headDim, dim),
    feedForwardNorm: tensor(dim),
    gate: tensor(dim, hiddenDim),
    up: tensor(dim, hiddenDim),
    down: tensor(hiddenDim, dim),
  };
}

/** What some models have besides: biases, as Qwen2, and norms of the heads, as Qwen3. */
export function randomExtras(
  random: RandomStream,
  { heads, kvHeads, headDim }: LayerSizes,
): Partial<LayerWeights> {
  const tensor = (...shape: number[]): Tensor => tf.tensor(randomValues(random, shape).data, shape);
  const biases = {
    queryBias: tensor(heads * headDim),
    keyBias: tensor(kvHeads * headDim),
    valueBias: tensor(kvHeads * headDim),
  };
  const norms = { queryNorm: tensor(headDim), keyNorm: tensor(headDim) };
  const drawn = random.pick([biases, norms, { ...biases, ...norms }]);
  const unused = Object.values<Tensor>({ ...biases, ...norms });
  tf.dispose(unused.filter((one) => !Object.values<Tensor>(drawn).includes(one)));
  return drawn;
}

/** One layer over a whole sequence, `[position][dim]`, by the operations of training. */
export function wholeLayer(sizes: LayerSizes, weights: LayerWeights, hidden: Tensor2D): Tensor2D {
  return tf.tidy(() => {
    const { headDim, windows } = sizes;
    const settings = settingsOf(sizes);
    const window = windows?.[0] ?? null;
    const heard = attentionHeads(hidden, weights, { ...settings, batch: 1, headDim, window });
    return blockOutput(hidden, heard, weights, settings.normEpsilon);
  });
}

/** The same layer over rows, `[row][dim]`, against what the cache holds of their sequences. */
export function cachedLayer(
  cache: KeyValueCache,
  rows: CacheRows,
  sizes: LayerSizes,
  hidden: Tensor2D,
): Tensor2D {
  return tf.tidy(() => {
    const layers = cache.layers(rows, settingsOf(sizes));
    return layers.output(0, hidden, layers.heard(0, hidden));
  });
}
