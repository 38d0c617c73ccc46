import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { adaptedWeights, type NamedTensors, type Weights } from '../model/weights.ts';
import type { Parameters } from './parameters.ts';

/**
 * `[token]` what `compute` makes of the weights, and the gradient of Σ derivative · value with respect to the trainable
 * parameters, in their order. `derivatives` is `[token]`.
 */
export function parameterGradient(
  { architecture, lora, variables, trainable, trainableLayouts }: Parameters,
  derivatives: readonly number[],
  compute: (weights: Weights, parameters: NamedTensors) => Tensor1D,
): { readonly values: Tensor1D; readonly gradients: readonly Tensor[] } {
  const { value, grads } = tf.tidy(() =>
    tf.valueAndGrads((...tensors: Tensor[]) => {
      const named = trainableLayouts.flatMap(({ name }, index) => {
        const tensor = tensors[index];
        return tensor ? [[name, tensor] as const] : [];
      });
      const parameters = new Map([...variables, ...named]);
      return compute(adaptedWeights(architecture, lora, parameters), parameters);
    })([...trainable], tf.tensor1d([...derivatives])),
  );
  return { values: value, gradients: grads };
}
