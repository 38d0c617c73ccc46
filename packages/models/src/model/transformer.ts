import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { embed, linear, rmsNorm, swiGlu } from '@waltz/compute';
import type { Architecture } from './architecture.ts';
import type { Attention, Projections } from './attention.ts';
import type { LayerWeights, Weights } from './weights.ts';

/**
 * The decoder of the Llama family (Touvron et al., 2023): pre-norm blocks of attention and SwiGLU, without biases.
 * `ids` is int32 `[row]`; what a row may look at is up to `attend`. Gives the normalised last hidden state,
 * `[row][dim]`.
 */
export function hiddenStates(
  { normEpsilon }: Architecture,
  weights: Weights,
  ids: Tensor1D,
  attend: Attention,
): Tensor2D {
  return tf.tidy(() => {
    const last = weights.layers.reduce(
      (hidden, layer, index) =>
        block(normEpsilon, layer, hidden, (projections) => attend(index, projections)),
      embed(weights.embedding, ids),
    );
    return rmsNorm(last, weights.norm, normEpsilon);
  });
}

/** `[row][vocabulary]` unnormalised log-probabilities of the token that follows each row of `hidden`. */
export function nextTokenLogits(weights: Weights, hidden: Tensor2D): Tensor2D {
  return linear(hidden, weights.head);
}

function block(
  epsilon: number,
  layer: LayerWeights,
  hidden: Tensor2D,
  attend: (projections: Projections) => Tensor2D,
): Tensor2D {
  const normed = rmsNorm(hidden, layer.attentionNorm, epsilon);
  const heard = attend({
    q: linear(normed, layer.query),
    k: linear(normed, layer.key),
    v: linear(normed, layer.value),
  });
  const attended: Tensor2D = tf.add(hidden, linear(heard, layer.attentionOutput));
  const inner = rmsNorm(attended, layer.feedForwardNorm, epsilon);
  const gated = swiGlu(linear(inner, layer.gate), linear(inner, layer.up));
  return tf.add(attended, linear(gated, layer.down));
}
