import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { RandomStream } from '@waltz/core';
import { describe, expect, it } from 'vitest';
import { cpuBackend } from '../backends/backends.ts';
import { finiteDifference } from '../testing/finite-difference.ts';
import { evaluate, randomValues, type Operation } from '../testing/on-backend.ts';

/** Shifts inputs in [−1, 1) to where a function has no pole. */
const positive = (x: Tensor): Tensor => tf.add(x, 2);

/** Every gradient that is registered, through an operation whose inputs are 3×4 (and 4). */
const operations: Readonly<Record<string, (x: Tensor, y: Tensor) => Tensor>> = {
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

describe('gradients', () => {
  it.each(Object.entries(operations))('%s: as finite differences have it', async (_name, make) => {
    const random = new RandomStream(11);
    const operation: Operation = (x, y) => tf.add(make(x, y), tf.mul(tf.sum(y), 0));
    const inputs = [randomValues(random, [3, 4]), randomValues(random, [4])];
    const { value } = await evaluate(cpuBackend, operation, inputs);
    const weights = randomValues(random, [value.length]).data;
    const { gradients } = await evaluate(cpuBackend, operation, inputs, weights);
    for (const [input, { data }] of inputs.entries()) {
      for (let element = 0; element < data.length; element++) {
        const slope = await finiteDifference(operation, inputs, weights, { input, element });
        expect(gradients[input]?.[element]).toBeCloseTo(slope, 3);
      }
    }
  });
});
