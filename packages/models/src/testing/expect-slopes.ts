import type { RandomStream } from '@waltz/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import type { Parameters } from '../engine/parameters.ts';
import type { NamedTensors } from '../model/weights.ts';

/** Small enough for the third derivative, large enough for float32. */
const DISTANCE = 4e-3;

/**
 * Expects `gradients`, in the order of the trainable parameters, to be the slopes of Σ derivative · value, with the
 * `[token]` values that `compute` makes of the parameters, along a random direction in each of them.
 */
export async function expectSlopes(
  parameters: Parameters,
  gradients: readonly Tensor[],
  derivatives: readonly number[],
  compute: (named: NamedTensors) => Tensor1D,
  random: RandomStream,
): Promise<void> {
  const objective = async (name: string, direction: Tensor, distance: number) => {
    const moved = tf.add(parameters.variables.get(name) ?? 0, tf.mul(direction, distance));
    const values = await compute(
      new Map([...parameters.variables, [name, moved]]),
    ).data<'float32'>();
    return values.reduce((sum, value, token) => sum + value * (derivatives[token] ?? NaN), 0);
  };
  expect(gradients).toHaveLength(parameters.trainableLayouts.length);
  for (const [index, gradient] of gradients.entries()) {
    const name = parameters.trainableLayouts[index]?.name ?? '';
    const direction = tf.tensor(
      Float32Array.from({ length: gradient.size }, () => random.uniform() - 0.5),
      gradient.shape,
    );
    const [slope] = await tf.sum(tf.mul(gradient, direction)).data();
    const ahead = await objective(name, direction, DISTANCE);
    const behind = await objective(name, direction, -DISTANCE);
    const difference = (ahead - behind) / (2 * DISTANCE);
    expect(Math.abs((slope ?? NaN) - difference), name).toBeLessThan(
      2e-3 * (1 + Math.abs(difference)),
    );
  }
}
