import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { RandomStream } from '@waltz/core';
import { expect, it, vi } from 'vitest';
import { webGpuBackend } from '../../backends/backends.ts';
import { globalNorm } from '../../optimiser/global-norm.ts';
import { describeOn } from '../../testing/describe-on.ts';
import { randomValues } from '../../testing/on-backend.ts';

interface Gpu {
  readonly device: GPUDevice;
  readonly recordAndSubmit: () => void;
}

describeOn([webGpuBackend], 'sums of squares', (backend) => {
  it('of tensors that have several, by as few dispatches as tensors allow', async () => {
    await backend.activate();
    const random = new RandomStream(9);
    const few = [[3], [70, 1000], [1], [16_384], [5, 3300]];
    const shapes = [...few, ...few, ...few];
    const values = shapes.map((shape) => randomValues(random, shape));
    const expected = Math.hypot(...values.map(({ data }) => Math.hypot(...data)));
    const gradients = values.map(({ data, shape }) => tf.tensor(data, [...shape]));
    const before = tf.memory().numTensors;
    // Private to TensorFlow.js.
    const gpu = tf.backend() as WebGPUBackend as unknown as Gpu;
    const dispatch = vi.spyOn(gpu, 'recordAndSubmit');
    const norm = globalNorm(gradients);
    // One of the tensors of a program is what the sums are written to.
    const most = gpu.device.limits.maxStorageBuffersPerShaderStage - 1;
    expect(dispatch).toHaveBeenCalledTimes(Math.ceil(shapes.length / most));
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
