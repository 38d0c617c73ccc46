import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import type { Architecture } from '../model/architecture.ts';
import { logprobsFrom } from '../model/logprobs-from.ts';
import type { Weights } from '../model/weights.ts';
import { parameterGradient } from './parameter-gradient.ts';
import type { Parameters } from './parameters.ts';
import { predictingStates } from './predicting-states.ts';
import type { TokenBatch } from './token-batch.ts';

/**
 * `[token]` log-probabilities of the completion tokens of a batch, in nats; differentiable.
 * Only positions that predict one of them go through the end of the last layer and are projected to the vocabulary. `checkpointing` is as in `sequenceLayers`.
 */
export function completionLogprobs(
  architecture: Architecture,
  weights: Weights,
  batch: TokenBatch,
  checkpointing = false,
): Tensor1D {
  return tf.tidy(() => {
    const predicting = predictingStates(architecture, weights, batch, checkpointing);
    return logprobsFrom(weights, predicting, tf.tensor1d(batch.targets, 'int32'));
  });
}

/**
 * `[token]` log-probabilities of a batch, and the gradient of Σ derivative · log-probability with respect to the
 * trainable parameters, in their order. `derivatives` is `[token]`.
 */
export function completionGradient(
  parameters: Parameters,
  batch: TokenBatch,
  derivatives: readonly number[],
  checkpointing = false,
): { readonly logprobs: Tensor1D; readonly gradients: readonly Tensor[] } {
  const { values, gradients } = parameterGradient(parameters, derivatives, (weights) =>
    completionLogprobs(parameters.architecture, weights, batch, checkpointing),
  );
  return { logprobs: values, gradients };
}
