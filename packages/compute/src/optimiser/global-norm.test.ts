import * as tf from '@tensorflow/tfjs-core';
import { RandomStream } from '@waltz/core';
import { expect, it } from 'vitest';
import { nativeBackend, wasmBackend } from '../backends/backends.ts';
import { describeOn, EVERY } from '../testing/describe-on.ts';
import { randomValues } from '../testing/on-backend.ts';
import { globalNorm } from './global-norm.ts';

/** Sizes with remainders of every vector, of one sum and of several, and more of them than one launch takes. */
const SIZES = [1, 16_384, 70_000, 16_385, ...Array.from({ length: 126 }, (_, at) => 1 + at)];

describeOn(EVERY, 'globalNorm', (backend) => {
  it('is that over all gradients', async () => {
    await backend.activate();
    expect(await globalNorm([tf.tensor1d([3, 0]), tf.tensor2d([[4], [12]])])).toBeCloseTo(13, 5);
  });

  it('takes every element of tensors of any size', async () => {
    await backend.activate();
    const random = new RandomStream(9);
    const values = SIZES.map((size) => randomValues(random, [size]).data);
    const expected = Math.sqrt(
      values.reduce((all, data) => data.reduce((sum, x) => sum + x * x, all), 0),
    );
    const gradients = values.map((data) => tf.tensor1d(data));
    const before = tf.memory().numTensors;
    expect(Math.abs((await globalNorm(gradients)) / expected - 1)).toBeLessThan(1e-5);
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose(gradients);
  });

  it('is not a number where one element is none', async () => {
    await backend.activate();
    expect(await globalNorm([tf.ones([3]), tf.tensor1d([1, NaN])])).toBeNaN();
  });
});

describeOn([nativeBackend, wasmBackend], 'globalNorm to the last bit', (backend) => {
  it('is that of squares that are rounded before they are summed', async () => {
    await backend.activate();
    const random = new RandomStream(10);
    for (const size of SIZES) {
      const gradient = tf.tensor1d(randomValues(random, [size]).data);
      const [sum = NaN] = await tf.sum(tf.square(gradient)).data();
      expect(await globalNorm([gradient])).toBe(Math.sqrt(sum));
    }
  });
});
