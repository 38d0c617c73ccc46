import * as tf from '@tensorflow/tfjs-core';
import { OutOfDeviceMemory } from '@waltz/core';
import { expect, it } from 'vitest';
import { CUDA, describeOn } from '../testing/describe-on.ts';

describeOn(CUDA, 'a card without memory', (backend) => {
  it('says what was asked for, and works on with less', async () => {
    await backend.activate();
    const column = tf.zeros([400_000, 1]);
    const row = tf.zeros([1, 400_000]);
    let failure: unknown;
    try {
      tf.matMul(column, row);
    } catch (error) {
      failure = error;
    }
    expect(failure).toBeInstanceOf(OutOfDeviceMemory);
    const { memory, message } = failure as OutOfDeviceMemory;
    expect(memory.asked).toBe(4 * 400_000 ** 2);
    expect(memory.free).toBeGreaterThan(0);
    expect(memory.total).toBeGreaterThanOrEqual(memory.free ?? Infinity);
    expect(message).toContain('engine.microBatchTokens');
    expect(await tf.sum(tf.add(row, 1)).data()).toEqual(Float32Array.of(400_000));
  });

  it('hands memory out again that was given back', async () => {
    await backend.activate();
    const taken = () => (tf.memory() as { readonly numBytesOnCard?: number }).numBytesOnCard;
    const before = taken();
    for (let round = 0; round < 3; round++) {
      tf.dispose(tf.tidy(() => tf.add(tf.ones([1000 + round, 7]), 1)));
      expect(taken()).toBe(before);
    }
  });
});
