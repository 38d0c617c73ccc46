import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { linear } from '@waltz/compute';
import { predictingStates } from '../engine/predicting-states.ts';
import type { TokenBatch } from '../engine/token-batch.ts';
import type { Architecture } from '../model/architecture.ts';
import type { Weights } from '../model/weights.ts';

/**
 * `[token]` V before each completion token of a batch; differentiable. It is read off the position that predicts the
 * token, by column `head` of `heads`, which is `[dim][head]`. `checkpointing` is as in `sequenceLayers`.
 */
export function completionValues(
  architecture: Architecture,
  weights: Weights,
  heads: Tensor,
  head: number,
  batch: TokenBatch,
  checkpointing = false,
): Tensor1D {
  return tf.tidy(() => {
    const states = predictingStates(architecture, weights, batch, checkpointing);
    const values: Tensor2D = linear(states, heads);
    return tf.reshape(tf.slice(values, [0, head], [-1, 1]), [-1]);
  });
}
