import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** `[row][depth]` float32: 1 where `ids` points, 0 elsewhere. `ids` is int32 `[row]`. */
export function oneHot(ids: Tensor, depth: number): Tensor {
  // TensorFlow.js asks for two columns at least.
  if (depth === 1) return tf.ones([ids.size, 1]);
  // Casting afterwards: the wasm kernel of 4.22 writes integer bits even when it is asked for float32.
  return tf.cast(tf.oneHot(ids, depth), 'float32');
}
