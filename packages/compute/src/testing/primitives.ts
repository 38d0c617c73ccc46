import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Shifts inputs in [−1, 1) to where a function has no pole. */
const positive = (x: Tensor): Tensor => tf.add(x, 2);

/** Every gradient that is registered, through an operation whose inputs are `[3][4]` and `[4]`. */
export const primitives: Readonly<Record<string, (x: Tensor, y: Tensor) => Tensor>> = {
  Add: (x, y) => tf.add(x, y),
  Sub: (x, y) => tf.sub(y, x),
  Multiply: (x, y) => tf.mul(x, y),
  RealDiv: (x, y) => tf.div(x, positive(y)),
  Neg: (x) => tf.neg(x),
  Square: (x) => tf.square(x),
  Log: (x) => tf.log(positive(x)),
  Exp: (x) => tf.exp(x),
  Sqrt: (x) => tf.sqrt(positive(x)),
  Rsqrt: (x) => tf.rsqrt(positive(x)),
  Sigmoid: (x) => tf.sigmoid(x),
  Tanh: (x) => tf.tanh(x),
  'Sum of rows': (x) => tf.sum(x, 1),
  'Sum of columns, kept': (x) => tf.sum(x, 0, true),
  Mean: (x) => tf.mean(x, 0),
  Softmax: (x) => tf.softmax(x),
  'BatchMatMul nn': (x, y) => tf.matMul(x, tf.reshape(y, [4, 1])),
  'BatchMatMul nt': (x) => tf.matMul(x, x, false, true),
  'BatchMatMul tn': (x) => tf.matMul(x, x, true, false),
  'BatchMatMul tt': (x) => tf.matMul(x, tf.reshape(x, [4, 3]), true, true),
  Reshape: (x) => tf.reshape(x, [2, 6]),
  ExpandDims: (x) => tf.expandDims(x, 1),
  Transpose: (x) => tf.transpose(tf.reshape(x, [2, 3, 2]), [2, 0, 1]),
  Concat: (x, y) => tf.concat([x, tf.reshape(y, [1, 4]), x], 0),
  SplitV: (x) => (tf.split(x, 2, 1) as [Tensor, Tensor])[1],
  Slice: (x) => tf.slice(x, [1, 0], [2, 3]),
  PadV2: (x) =>
    tf.pad(x, [
      [1, 0],
      [0, 2],
    ]),
  Identity: (x) => tf.clone(x),
  Cast: (x) => tf.cast(x, 'float32'),
};
