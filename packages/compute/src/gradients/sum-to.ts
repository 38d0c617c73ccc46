import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Undoes broadcasting: adds `gradient` up to the shape of the operand it belongs to. */
export function sumTo(gradient: Tensor, operand: Tensor): Tensor {
  if (tf.util.arraysEqual(gradient.shape, operand.shape)) return gradient;
  const axes = tf.broadcast_util.getReductionAxes(operand.shape, gradient.shape);
  return tf.reshape(axes.length > 0 ? tf.sum(gradient, axes) : gradient, operand.shape);
}
