import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { RandomStream } from '@waltz/core';
import { expect, it, vi } from 'vitest';
import { webGpuBackend } from '../../backends/backends.ts';
import { globalNorm } from '../../optimiser/global-norm.ts';
import { describeOn } from '../../testing/describe-on.ts';
import { randomValues } from '../../testing/on-backend.ts';

describeOn([webGpuBackend], 'sums of squares', (backend) => {
  it('of tensors that have several, by one dispatch each', async () => {
    await backend.activate();
    const random = new RandomStream(9);
    const shapes = [[3], [70, 1000], [1], [16_384], [5, 3300]];
    const values = shapes.map((shape) => randomValues(random, shape));
    const expected = Math.hypot(...values.flatMap(({ data }) => [...data]));
    const gradients = values.map(({ data, shape }) => tf.tensor(data, [...shape]));
    const before = tf.memory().numTensors;
    // Private to TensorFlow.js.
    const gpu = tf.backend() as WebGPUBackend as unknown as { recordAndSubmit: () => void };
    const dispatch = vi.spyOn(gpu, 'recordAndSubmit');
    const norm = globalNorm(gradients);
    expect(dispatch).toHaveBeenCalledTimes(shapes.length);
    dispatch.mockRestore();
    expect(Math.abs((await norm) / expected - 1)).toBeLessThan(1e-6);
    expect(await globalNorm(gradients)).toBe(await norm);
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose(gradients);
  });

  it('of what is not a number: not a number', async () => {
    await backend.activate();
    expect(await globalNorm([tf.ones([3]), tf.tensor1d([1, NaN])])).toBeNaN();
  });
});
