import * as tf from '@tensorflow/tfjs-core';
import { LostDevice, OutOfDeviceMemory } from '@waltz/core';
import { expect, it } from 'vitest';
import { webGpuBackend } from '../backends/backends.ts';
import { describeOn } from '../testing/describe-on.ts';
import { openWebGpu } from './register-webgpu.ts';

const MEBIBYTE = 2 ** 20;

/** A device of its own for each test, for most of them ruin it. */
async function freshDevice() {
  await webGpuBackend.activate();
  const backend = await openWebGpu();
  tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => backend);
  await tf.setBackend('webgpu');
  return backend;
}

describeOn([webGpuBackend], 'failures of the GPU', () => {
  it('a lost device fails every read from then on, and says how to go on', async () => {
    const { device } = await freshDevice();
    const before = tf.add(tf.ones([64]), 1);
    expect((await before.data())[0]).toBe(2);
    const x = tf.mul(before, 3);
    device.destroy();
    const lost = LostDevice;
    await expect(x.data()).rejects.toThrow(lost);
    await expect(tf.add(x, 1).data()).rejects.toThrow(lost);
    // Even what came back whole before: no step may be made of old numbers and new ones.
    await expect(before.data()).rejects.toThrow(lost);
  });

  it('a device that is lost while numbers are on their way fails that read', async () => {
    const { device } = await freshDevice();
    const reading = tf.add(tf.ones([64]), 1).data();
    device.destroy();
    await expect(reading).rejects.toThrow(LostDevice);
  });

  it('a command that the GPU refuses fails the next read, though its numbers come back', async () => {
    const { device } = await freshDevice();
    device.createBuffer({ size: 4, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.STORAGE });
    await expect(tf.ones([4]).data()).rejects.toThrow(
      /failed, and nothing that it computed since is used: .*[Uu]sage/s,
    );
  });

  it('a tensor beyond the limits is refused with the limit and what lowers it', async () => {
    const { device } = await freshDevice();
    const most = Math.min(device.limits.maxBufferSize, device.limits.maxStorageBufferBindingSize);
    const tooLarge = () => tf.fill([most / 4 + 1], 1);
    expect(tooLarge).toThrow(OutOfDeviceMemory);
    expect(tooLarge).toThrow(/no tensor may be larger than [\d.]+ [MG]iB here: max/);
  });

  it('a synchronous read is refused', async () => {
    await freshDevice();
    expect(() => tf.add(tf.ones([4]), 1).dataSync()).toThrow('use data()');
  });

  it('ever other sizes do not fill the GPU', async () => {
    const backend = await freshDevice();
    // 160 MiB in all, 4 MiB at a time.
    for (let size = 1; size <= 40; size++) {
      const x = tf.fill([MEBIBYTE + size], 1);
      await tf.slice(x, [0], [1]).data();
      x.dispose();
    }
    expect(backend.memory().numBytesAllocatedInGPU).toBeLessThan(100 * MEBIBYTE);
  });
});
