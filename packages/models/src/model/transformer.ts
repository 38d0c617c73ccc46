import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { embed, linear, rmsNorm, type Layers } from '@waltz/compute';
import type { Architecture } from './architecture.ts';
import type { Weights } from './weights.ts';

/**
 * The decoder of the Llama family (Touvron et al., 2023): pre-norm blocks of attention and SwiGLU, without biases.
 * `ids` is int32 `[row]`; what a row may look at is up to `layers`. Gives the normalised last hidden states of the rows
 * that int32 `wanted` names, or of all, `[wanted][dim]`: the others need no more of the last layer than what those hear
 * of them.
 */
export function hiddenStates(
  { normEpsilon }: Architecture,
  weights: Weights,
  ids: Tensor1D,
  layers: Layers,
  wanted: Tensor1D | 'all',
): Tensor2D {
  return tf.tidy(() => {
    const depth = weights.layers.length;
    let hidden = embed(weights.embedding, ids);
    for (let layer = 0; layer < depth; layer++) {
      const heard = layers.heard(layer, hidden);
      hidden =
        layer < depth - 1 || wanted === 'all'
          ? layers.output(layer, hidden, heard)
          : layers.output(layer, embed(hidden, wanted), embed(heard, wanted));
    }
    return rmsNorm(hidden, weights.norm, normEpsilon);
  });
}

/** `[row][vocabulary]` unnormalised log-probabilities of the token that follows each row of `hidden`. */
export function nextTokenLogits({ embedding, head }: Weights, hidden: Tensor2D): Tensor2D {
  return head === null ? tf.matMul(hidden, embedding, false, true) : linear(hidden, head);
}
