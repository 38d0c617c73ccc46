import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** L2 norm over all elements of all gradients. */
export async function globalNorm(gradients: readonly Tensor[]): Promise<number> {
  const squares = tf.tidy(() => tf.stack(gradients.map((gradient) => tf.sum(tf.square(gradient)))));
  const parts = await squares.data<'float32'>();
  squares.dispose();
  return Math.sqrt(parts.reduce((sum, part) => sum + part, 0));
}
