import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { Architecture } from '../model/architecture.ts';
import { sequenceLayers } from '../model/sequence-layers.ts';
import { hiddenStates } from '../model/transformer.ts';
import type { Weights } from '../model/weights.ts';
import type { TokenBatch } from './token-batch.ts';

/**
 * `[token][dim]` the last hidden state of the position that predicts each completion token of a batch; differentiable.
 * `checkpointing` is as in `sequenceLayers`.
 */
export function predictingStates(
  architecture: Architecture,
  weights: Weights,
  { batch, ids, predictors }: TokenBatch,
  checkpointing = false,
): Tensor2D {
  return tf.tidy(() =>
    hiddenStates(
      architecture,
      weights,
      tf.tensor1d(ids, 'int32'),
      sequenceLayers(architecture, weights, batch, checkpointing),
      tf.tensor1d(predictors, 'int32'),
    ),
  );
}
