import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { AdaptedAttentionWeights } from './attention-weights.ts';
import { linear, type Adapter } from './linear.ts';
import { rmsNorm } from './rms-norm.ts';

/**
 * Queries, keys and values of rows before they are turned, from the composed operations: `hidden` is `[row][dim]`, each
 * of them `[row][head][headDim]`.
 */
export function projectHeads(
  hidden: Tensor2D,
  weights: AdaptedAttentionWeights,
  { headDim, normEpsilon }: { readonly headDim: number; readonly normEpsilon: number },
): { readonly queries: Tensor3D; readonly keys: Tensor3D; readonly values: Tensor3D } {
  const normed = rmsNorm(hidden, weights.attentionNorm, normEpsilon);
  const { adapters = {} } = weights;
  const project = (weight: Tensor, adapter?: Adapter, bias?: Tensor, gain?: Tensor): Tensor3D => {
    const projected = linear(normed, weight, adapter);
    const heads = tf.reshape(bias ? tf.add(projected, bias) : projected, [-1, headDim]);
    const scaled = gain ? rmsNorm(heads, gain, normEpsilon) : heads;
    return tf.reshape(scaled, [hidden.shape[0], -1, headDim]);
  };
  return {
    queries: project(weights.query, adapters.query, weights.queryBias, weights.queryNorm),
    keys: project(weights.key, adapters.key, weights.keyBias, weights.keyNorm),
    values: project(weights.value, adapters.value, weights.valueBias),
  };
}
