import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { hasKernel, runForValue } from '../fused/fused-operation.ts';
import { SQUARE_SUMS } from '../fused/square-sums.ts';

/** L2 norm over all elements of all gradients. */
export async function globalNorm(gradients: readonly Tensor[]): Promise<number> {
  const squares = tf.tidy(() => squareSums(gradients));
  const parts = await squares.data<'float32'>();
  squares.dispose();
  return Math.sqrt(parts.reduce((sum, part) => sum + part, 0));
}

/** Numbers that add up to the sum of the squares of all elements. */
function squareSums(gradients: readonly Tensor[]): Tensor {
  if (hasKernel(SQUARE_SUMS)) {
    return runForValue(SQUARE_SUMS, Object.fromEntries(gradients.entries()));
  }
  return tf.stack(gradients.map((gradient) => tf.sum(tf.square(gradient))));
}
