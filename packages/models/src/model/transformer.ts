import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { blockOutput, embed, linear, rmsNorm } from '@waltz/compute';
import type { Architecture } from './architecture.ts';
import type { Attention } from './attention.ts';
import type { Weights } from './weights.ts';

/**
 * The decoder of the Llama family (Touvron et al., 2023): pre-norm blocks of attention and SwiGLU, without biases.
 * `ids` is int32 `[row]`; what a row may look at is up to `attend`. Gives the normalised last hidden states of the rows
 * that int32 `wanted` names, `[wanted][dim]`: the others need no more of the last layer than what those hear of them.
 */
export function hiddenStates(
  { normEpsilon }: Architecture,
  weights: Weights,
  ids: Tensor1D,
  attend: Attention,
  wanted: Tensor1D,
): Tensor2D {
  return tf.tidy(() => {
    const lastLayer = weights.layers.length - 1;
    const last = weights.layers.reduce(
      (hidden, layer, index) => {
        const heard = attend(index, hidden, layer);
        return index < lastLayer
          ? blockOutput(hidden, heard, layer, normEpsilon)
          : blockOutput(embed(hidden, wanted), embed(heard, wanted), layer, normEpsilon);
      },
      embed(weights.embedding, ids),
    );
    return rmsNorm(last, weights.norm, normEpsilon);
  });
}

/** `[row][vocabulary]` unnormalised log-probabilities of the token that follows each row of `hidden`. */
export function nextTokenLogits(weights: Weights, hidden: Tensor2D): Tensor2D {
  return linear(hidden, weights.head);
}
