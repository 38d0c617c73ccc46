import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { fusedCausalAttention } from '../fused/causal-attention.ts';
import { hasKernel, runFused } from '../fused/fused-operation.ts';
import { expectTensor } from './expect-tensor.ts';

/** Far enough below any score that its exponential is exactly 0, and finite, so that it stays harmless in sums. */
const MASKED = -1e30;

/**
 * Causal grouped-query attention: softmax(q·kᵀ/√headDim)·v over positions 0..t (Vaswani et al. 2017, eq. 1;
 * Ainslie et al. 2023). Query head h reads key-value head ⌊h · kvHead / head⌋. Sequences are padded on the right,
 * so no position looks at padding but padding itself. With a `window`, a position looks at that many, its own included
 * (Beltagy et al. 2020; Mistral); null: at all up to its own.
 * `q` is `[batch][position][head][headDim]`, `k` and `v` are `[batch][position][kvHead][headDim]`;
 * gives the shape of `q`.
 */
export function causalAttention(
  q: Tensor,
  k: Tensor,
  v: Tensor,
  window: number | null = null,
): Tensor4D {
  const [batch = 0, length = 0, heads = 0, headDim = 0] = q.shape;
  const kvHeads = k.shape[2] ?? 0;
  expectTensor('q', q, [null, null, null, null]);
  expectTensor('k', k, [batch, length, null, headDim]);
  expectTensor('v', v, k.shape);
  const group = heads / kvHeads;
  if (!Number.isInteger(group)) {
    throw new RangeError(`${heads} query heads cannot share ${kvHeads} key-value heads evenly`);
  }
  if (hasKernel(fusedCausalAttention.name) && !narrows(window, length)) {
    return runFused(fusedCausalAttention, { q, k, v }, {}) as Tensor4D;
  }
  return tf.tidy(() => {
    const queries = tf.reshape(tf.transpose(q, [0, 2, 1, 3]), [
      batch,
      kvHeads,
      group * length,
      headDim,
    ]);
    const keys = tf.transpose(k, [0, 2, 1, 3]);
    const values = tf.transpose(v, [0, 2, 1, 3]);
    const scores = tf.mul(tf.matMul(queries, keys, false, true), 1 / Math.sqrt(headDim));
    const weights = tf.softmax(tf.add(scores, causalMask(group, length, window)));
    const mixed = tf.reshape(tf.matMul(weights, values), [batch, heads, length, headDim]);
    return tf.transpose(mixed, [0, 2, 1, 3]) as Tensor4D;
  });
}

/** Whether a window keeps a sequence of this length from hearing all of itself. */
export function narrows(window: number | null, length: number): boolean {
  return window !== null && window < length;
}

/** `[group · position][position]`: 0 where a query may look. */
function causalMask(group: number, length: number, window: number | null): Tensor {
  const mask = new Float32Array(group * length * length);
  for (let row = 0; row < group * length; row++) {
    const position = row % length;
    const earliest = window === null ? 0 : Math.max(0, position + 1 - window);
    mask.fill(MASKED, row * length, row * length + earliest);
    mask.fill(MASKED, row * length + position + 1, (row + 1) * length);
  }
  return tf.tensor(mask, [group * length, length]);
}
