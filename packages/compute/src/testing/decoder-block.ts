import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { RandomStream } from '@waltz/core';
import type { CacheRows } from '../decoding/cache-rows.ts';
import type { CacheShape } from '../decoding/composed-cache.ts';
import type { KeyValueCache } from '../decoding/create-cache.ts';
import type { BlockWeights } from '../decoding/fused-cache.ts';
import { causalAttention } from '../operations/causal-attention.ts';
import { linear } from '../operations/linear.ts';
import { rmsNorm } from '../operations/rms-norm.ts';
import { rotaryAt, rotaryEmbedding } from '../operations/rotary-embedding.ts';
import { swiGlu } from '../operations/swi-glu.ts';
import { randomValues } from './on-backend.ts';

export interface BlockSizes extends Omit<CacheShape, 'pages'> {
  readonly dim: number;
  readonly hiddenDim: number;
}

const SETTINGS = { normEpsilon: 1e-5, ropeBase: 10_000 };

/** Heads that share keys, and widths that are no multiple of a vector. */
export function randomSizes(random: RandomStream): BlockSizes {
  const kvHeads = 1 + random.integer(2);
  return {
    layers: 1,
    heads: kvHeads * (1 + random.integer(3)),
    kvHeads,
    headDim: 2 * (1 + random.integer(10)),
    dim: 1 + random.integer(40),
    hiddenDim: 1 + random.integer(40),
  };
}

export function randomWeights(random: RandomStream, sizes: BlockSizes): BlockWeights {
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
export function wholeBlock(
  { headDim }: BlockSizes,
  weights: BlockWeights,
  hidden: Tensor2D,
): Tensor2D {
  return tf.tidy(() => {
    const byHead = (x: Tensor): Tensor => tf.reshape(x, [1, hidden.shape[0], -1, headDim]);
    return block(weights, hidden, (q, k, v) => {
      const turned = [q, k].map((x) => rotaryEmbedding(byHead(x), SETTINGS.ropeBase));
      return tf.reshape(
        causalAttention(turned[0] as Tensor, turned[1] as Tensor, byHead(v)),
        q.shape,
      );
    });
  });
}

/** The same layer over rows, `[row][dim]`, against what the cache holds of their sequences. */
export function cachedBlock(
  { headDim }: BlockSizes,
  weights: BlockWeights,
  cache: KeyValueCache,
  rows: CacheRows,
  hidden: Tensor2D,
): Tensor2D {
  return tf.tidy(() => {
    if (cache.kind === 'fused') return cache.blocks(rows, SETTINGS)(0, hidden, weights);
    const attend = cache.attention(rows);
    const turned = (x: Tensor2D): Tensor2D => {
      const byHead = tf.reshape(x, [x.shape[0], -1, headDim]);
      return tf.reshape(rotaryAt(byHead, rows.positions, SETTINGS.ropeBase), x.shape);
    };
    return block(weights, hidden, (q, k, v) => attend(0, turned(q), turned(k), v));
  });
}

function block(
  weights: BlockWeights,
  hidden: Tensor2D,
  attend: (q: Tensor2D, k: Tensor2D, v: Tensor2D) => Tensor2D,
): Tensor2D {
  const normed = rmsNorm(hidden, weights.attentionNorm, SETTINGS.normEpsilon);
  const heard = attend(
    linear(normed, weights.query),
    linear(normed, weights.key),
    linear(normed, weights.value),
  );
  const attended: Tensor2D = tf.add(hidden, linear(heard, weights.attentionOutput));
  const inner = rmsNorm(attended, weights.feedForwardNorm, SETTINGS.normEpsilon);
  const gated = swiGlu(linear(inner, weights.gate), linear(inner, weights.up));
  return tf.add(attended, linear(gated, weights.down));
}
