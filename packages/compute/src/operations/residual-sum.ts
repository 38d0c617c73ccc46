import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';

/**
 * What a layer adds to the residual stream: `hidden` + `change`, both `[row][dim]`. The gradient of a sum needs neither of
 * them; that of TensorFlow.js keeps both, since it would have to know shapes that differ.
 */
export function residualSum(hidden: Tensor, change: Tensor): Tensor2D {
  const run = tf.customGrad<Tensor2D>((left, right) => ({
    value: tf.add(left as Tensor, right as Tensor),
    gradFunc: (dy) => [dy.clone(), dy.clone()],
  }));
  return run(hidden, change);
}
