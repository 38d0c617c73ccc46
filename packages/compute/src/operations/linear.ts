import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';

/** x · weight. `x` is `[row][in]`, `weight` is `[in][out]`; gives `[row][out]`. */
export function linear(x: Tensor, weight: Tensor): Tensor2D {
  return tf.matMul(x, weight);
}
