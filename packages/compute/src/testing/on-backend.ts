import * as tf from '@tensorflow/tfjs-core';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { Backend, RandomStream } from '@waltz/core';

/** Numbers with a shape, before any backend has seen them. */
export interface Values {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Uniform numbers in [−1, 1). */
export function randomValues(random: RandomStream, shape: readonly number[]): Values {
  const length = shape.reduce((product, size) => product * size, 1);
  return { shape, data: Float32Array.from({ length }, () => 2 * random.uniform() - 1) };
}

export type Operation = (...inputs: Tensor[]) => Tensor;

/** Value of an operation and the gradient of each of its inputs, on one backend. */
export interface Outcome {
  readonly value: Float32Array;
  readonly gradients: readonly Float32Array[];
}

/** Runs `operation`, and differentiates its sum weighted by `weights` (by 1 when there are none). */
export async function evaluate(
  backend: Backend,
  operation: Operation,
  inputs: readonly Values[],
  weights?: Float32Array,
): Promise<Outcome> {
  await backend.activate();
  const tensors = inputs.map(({ data, shape }) => tf.tensor(data, [...shape]));
  const value = tf.tidy(() => operation(...tensors));
  const gradients = tf.tidy(() => {
    const weighted = (...arguments_: Tensor[]): Scalar => {
      const result = operation(...arguments_);
      const factors = tf.tensor(weights ?? new Float32Array(result.size).fill(1), result.shape);
      return tf.sum(tf.mul(result, factors));
    };
    return tf.grads(weighted)(tensors);
  });
  const outcome = {
    value: await value.data<'float32'>(),
    gradients: await Promise.all(gradients.map((gradient) => gradient.data<'float32'>())),
  };
  tf.dispose([tensors, value, gradients]);
  return outcome;
}
