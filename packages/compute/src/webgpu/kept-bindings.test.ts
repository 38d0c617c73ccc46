import * as tf from '@tensorflow/tfjs-core';
import { expect, it, vi } from 'vitest';
import { webGpuBackend } from '../backends/backends.ts';
import { describeOn } from '../testing/describe-on.ts';
import type { WatchedBackend } from './watched-backend.ts';

async function activated(): Promise<WatchedBackend> {
  await webGpuBackend.activate();
  return tf.backend() as WatchedBackend;
}

/** Three dispatches: the numbers of the first are its shape and `slope`. */
async function step(values: Float32Array, slope: number): Promise<Float32Array> {
  const result = tf.tidy(() => {
    const x = tf.tensor2d(values, [values.length / 2, 2]);
    return tf.square(tf.add(tf.leakyRelu(x, slope), tf.relu(x)));
  });
  const read = await result.data<'float32'>();
  result.dispose();
  return read;
}

function expected(values: Float32Array, slope: number): Float32Array {
  return values.map((value) => (value < 0 ? slope * value : 2 * value) ** 2);
}

describeOn([webGpuBackend], 'what a dispatch binds', () => {
  it('is described once for steps of like lengths, whatever their numbers', async () => {
    const { queue, device } = await activated();
    const values = Float32Array.of(-1, 2, -3, 4, -5, 6);
    for (let turn = 0; turn < 2; turn++) await step(values, 0.5);
    const written = vi.spyOn(queue, 'writeBuffer');
    const made = vi.spyOn(device, 'createBuffer');
    const other = values.map((value) => 3 - value);
    expect(await step(other, 0.5)).toEqual(expected(other, 0.5));
    // What comes from JavaScript.
    expect(written).toHaveBeenCalledTimes(1);
    expect(made).not.toHaveBeenCalled();
    for (const spy of [written, made]) spy.mockRestore();
  });

  it('is not taken for what another one binds', async () => {
    await activated();
    const values = Float32Array.of(-1, 2, -3, 4, -5, 6);
    for (const slope of [0.5, 0.25, 0, 0.5]) {
      expect(await step(values, slope), `${slope}`).toEqual(expected(values, slope));
      const longer = Float32Array.of(...values, ...values);
      expect(await step(longer, slope), `${slope}, longer`).toEqual(expected(longer, slope));
    }
  });

  it('is another for numbers of another type, or other tensors of the same numbers', async () => {
    const inside = (await activated()) as unknown as {
      makeUniforms(numbers: readonly { type: string; data: number[] }[]): GPUBufferBinding;
    };
    const bufferOf = (...numbers: readonly [type: string, ...data: number[]][]): GPUBuffer =>
      inside.makeUniforms(numbers.map(([type, ...data]) => ({ type, data }))).buffer;
    expect(bufferOf(['int32', 1, 2])).toBe(bufferOf(['int32', 1, 2]));
    expect(bufferOf(['int32', 1, 2])).not.toBe(bufferOf(['float32', 1, 2]));
    expect(bufferOf(['int32', 1, 2])).not.toBe(bufferOf(['int32', 1], ['int32', 2]));
    expect(bufferOf(['int32', 1, 2])).not.toBe(bufferOf(['int32', 12]));
  });

  it('is forgotten when there is too much of it', async () => {
    const { queue } = await activated();
    const values = Float32Array.of(-8, 8);
    const slopes = Array.from({ length: 4200 }, (_, index) => index / 16_384);
    const results = await Promise.all(slopes.map((slope) => step(values, slope)));
    results.forEach((result, index) => {
      const slope = slopes[index] ?? NaN;
      if (result[0] !== Math.fround((8 * slope) ** 2)) expect(result, `${slope}`).toBeNull();
    });
    const written = vi.spyOn(queue, 'writeBuffer');
    // The numbers themselves, and for the first slope, forgotten by now, its own.
    for (const [slope, writes] of [
      [slopes.at(-1) ?? NaN, 1],
      [0, 2],
    ] as const) {
      written.mockClear();
      expect(await step(values, slope)).toEqual(expected(values, slope));
      expect(written, `${slope}`).toHaveBeenCalledTimes(writes);
    }
    written.mockRestore();
  });

  it('is one group for the same buffers, and another for others', async () => {
    const { device } = await activated();
    const usage = GPUBufferUsage.STORAGE;
    const [one, other] = [0, 1].map(() => device.createBuffer({ size: 16, usage }));
    const code = `
      @group(0) @binding(0) var<storage, read> one: array<f32>;
      @group(0) @binding(1) var<storage, read_write> other: array<f32>;
      @compute @workgroup_size(1) fn start() { other[0] = one[0]; }`;
    const pipelines = [0, 1].map(() =>
      device.createComputePipeline({
        layout: 'auto',
        compute: { module: device.createShaderModule({ code }) },
      }),
    );
    const group = (pipeline: number, buffers: readonly (GPUBuffer | undefined)[]): GPUBindGroup =>
      device.createBindGroup({
        layout: pipelines[pipeline]?.getBindGroupLayout(0) as GPUBindGroupLayout,
        entries: buffers.map((buffer, binding) => ({
          binding,
          resource: { buffer: buffer as GPUBuffer },
        })),
      });
    expect(group(0, [one, other])).toBe(group(0, [one, other]));
    expect(group(0, [one, other])).not.toBe(group(0, [other, one]));
    expect(group(0, [one, other])).not.toBe(group(1, [one, other]));
    for (const buffer of [one, other]) buffer?.destroy();
  });
});
