import * as tf from '@tensorflow/tfjs-core';
import { expect, it, vi } from 'vitest';
import { webGpuBackend } from '../backends/backends.ts';
import { describeOn } from '../testing/describe-on.ts';
import type { WatchedBackend } from './watched-backend.ts';

async function activated(): Promise<WatchedBackend> {
  await webGpuBackend.activate();
  return tf.backend() as WatchedBackend;
}

/** As two steps of training have them: lengths of batches, none of which comes again. */
const LENGTHS = Array.from({ length: 24 }, (_, index) => 4000 + 37 * index);

/** COPY_DST and UNIFORM of the WebGPU specification: numbers of programs, which are kept apart (kept-bindings.ts). */
const NUMBERS = 0x48;

describeOn([webGpuBackend], 'buffers of the GPU', () => {
  it('serve tensors of like sizes one after another, whose numbers are their own', async () => {
    const { device } = await activated();
    const made = vi.spyOn(device, 'createBuffer');
    for (const length of LENGTHS) {
      const x = tf.tensor1d(Float32Array.from({ length }, (_, index) => index));
      const doubled = tf.mul(x, 2);
      const read = await doubled.data();
      expect(read).toHaveLength(length);
      expect(read[length - 1]).toBe(2 * (length - 1));
      tf.dispose([x, doubled]);
    }
    const ofTensors = made.mock.calls.filter(([{ usage }]) => usage !== NUMBERS);
    // Of two sizes each: what is put in, what comes out, what it is read from, and the two that stand for 2.
    expect(ofTensors.length).toBeLessThanOrEqual(12);
    made.mockRestore();
  });

  it('are taken in the order in which they were made, however they came free', async () => {
    const { bufferManager } = await activated();
    // Of a size that nothing else here has.
    const acquire = () => bufferManager.acquireBuffer(7 * 2 ** 20, 0x80);
    const [first, second, third] = [acquire(), acquire(), acquire()];
    for (const buffer of [second, third, first]) bufferManager.releaseBuffer(buffer);
    const again = [acquire(), acquire(), acquire()];
    expect(again.map((buffer) => [first, second, third].indexOf(buffer))).toEqual([0, 1, 2]);
    for (const buffer of again) bufferManager.releaseBuffer(buffer);
  });

  it('are not written over while a command that reads them waits', async () => {
    await activated();
    const first = tf.tensor1d(new Float32Array(1000).fill(1));
    const doubled = tf.mul(first, 2);
    first.dispose();
    const second = tf.tensor1d(new Float32Array(1000).fill(10));
    const tripled = tf.mul(second, 3);
    expect((await doubled.data())[999]).toBe(2);
    expect((await tripled.data())[999]).toBe(30);
    tf.dispose([doubled, second, tripled]);
  });

  it('take numbers that threads share', async () => {
    await activated();
    const shared = new Float32Array(new SharedArrayBuffer(16)).fill(4);
    const x = tf.tensor1d(shared);
    const doubled = tf.mul(x, 2);
    expect(await doubled.data()).toEqual(Float32Array.of(8, 8, 8, 8));
    tf.dispose([x, doubled]);
  });

  it.each(['int32', 'bool'] as const)('take numbers of type %s', async (dtype) => {
    await activated();
    const x = tf.tensor1d([0, 1, 1, 0, 1], dtype);
    const chosen = tf.where(tf.cast(x, 'bool'), tf.fill([5], 3), tf.fill([5], 4));
    expect(await chosen.data()).toEqual(Float32Array.of(4, 3, 3, 4, 3));
    tf.dispose([x, chosen]);
  });
});
