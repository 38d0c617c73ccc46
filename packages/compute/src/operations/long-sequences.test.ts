import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { RandomStream } from '@waltz/core';
import { expect, it } from 'vitest';
import { COMPILED, describeOn } from '../testing/describe-on.ts';
import { randomValues } from '../testing/on-backend.ts';
import { causalAttention } from './causal-attention.ts';

const LENGTHS = [1024, 2048, 4096] as const;

/** Most bytes of this process while attention over `length` goes forward and back, above what it had before. */
function peakBytes(length: number): number {
  const random = new RandomStream(length);
  const shape = [1, length, 1, 16];
  const before = tf.memory().numBytes;
  let most = 0;
  const note = () => (most = Math.max(most, tf.memory().numBytes - before));
  tf.tidy(() => {
    const inputs = [0, 1, 2].map(() => tf.tensor(randomValues(random, shape).data, shape));
    tf.grads((...tensors: Tensor[]) => {
      const [q, k, v] = tensors as [Tensor, Tensor, Tensor];
      const mixed = causalAttention(q, k, v);
      note();
      return tf.sum(mixed);
    })(inputs);
    note();
  });
  return most;
}

describeOn(COMPILED, 'attention over long sequences', (backend) => {
  it('keeps no matrix of all scores, forward or back', async () => {
    await backend.activate();
    const [short, middle, long] = LENGTHS.map(peakBytes) as [number, number, number];
    expect(middle / short).toBeLessThan(2.1);
    expect(long / middle).toBeLessThan(2.1);
    // The matrix of one head alone would be 64 MiB.
    expect(long).toBeLessThan(4 * 2 ** 20);
  });
});
