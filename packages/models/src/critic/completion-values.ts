import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { embed, linear } from '@waltz/compute';
import type { TokenBatch } from '../engine/token-batch.ts';
import type { Architecture } from '../model/architecture.ts';
import { sequenceAttention } from '../model/attention.ts';
import { hiddenStates } from '../model/transformer.ts';
import type { Weights } from '../model/weights.ts';

/**
 * `[token]` V before each completion token of a batch; differentiable. It is read off the position that predicts the
 * token, by column `head` of `heads`, which is `[dim][head]`.
 */
export function completionValues(
  architecture: Architecture,
  weights: Weights,
  heads: Tensor,
  head: number,
  { batch, ids, predictors }: TokenBatch,
): Tensor1D {
  return tf.tidy(() => {
    const attend = sequenceAttention(architecture, batch);
    const hidden = hiddenStates(architecture, weights, tf.tensor1d(ids, 'int32'), attend);
    const predicting = embed(hidden, tf.tensor1d(predictors, 'int32'));
    const values: Tensor2D = linear(predicting, heads);
    return tf.reshape(tf.slice(values, [0, head], [-1, 1]), [-1]);
  });
}
