import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { RandomStream } from '@waltz/core';
import type { CacheRows } from '../decoding/cache-rows.ts';
import type { KeyValueCache } from '../decoding/create-cache.ts';
import type { CacheShape, LayerWeights } from '../decoding/layers.ts';
import { attentionHeads } from '../operations/attention-heads.ts';
import { blockOutput } from '../operations/block-output.ts';
import { randomValues } from './on-backend.ts';

export interface LayerSizes extends Omit<CacheShape, 'pages'> {
  readonly dim: number;
  readonly hiddenDim: number;
}

const SETTINGS = { normEpsilon: 1e-5, ropeBase: 10_000 };

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

/** One layer over a whole sequence, `[position][dim]`, by the operations of training. */
export function wholeLayer(
  { headDim }: LayerSizes,
  weights: LayerWeights,
  hidden: Tensor2D,
): Tensor2D {
  return tf.tidy(() => {
    const heard = attentionHeads(hidden, weights, { ...SETTINGS, batch: 1, headDim });
    return blockOutput(hidden, heard, weights, SETTINGS.normEpsilon);
  });
}

/** The same layer over rows, `[row][dim]`, against what the cache holds of their sequences. */
export function cachedLayer(cache: KeyValueCache, rows: CacheRows, hidden: Tensor2D): Tensor2D {
  return tf.tidy(() => {
    const layers = cache.layers(rows, SETTINGS);
    return layers.output(0, hidden, layers.heard(0, hidden));
  });
}
