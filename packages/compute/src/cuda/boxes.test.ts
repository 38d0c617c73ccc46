import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { CUDA, cpuBackend, describeOn } from '../testing/describe-on.ts';
import { forwarded } from './forwarded-kernels.ts';

const numbers = (...shape: number[]) =>
  tf.reshape(tf.range(1, 1 + shape.reduce((a, b) => a * b, 1)), shape);

/** Operations that only move numbers, each with a result that shows where every one of them went. */
const MOVES: readonly (readonly [string, () => tf.Tensor])[] = [
  ['Slice', () => tf.slice(numbers(3, 4, 5), [1, 0, 2], [2, 3, 2])],
  ['Slice of one axis', () => tf.slice(numbers(7), [2], [4])],
  [
    'PadV2',
    () =>
      tf.pad(numbers(2, 3), [
        [1, 2],
        [0, 1],
      ]),
  ],
  ['Concat, first axis', () => tf.concat([numbers(2, 3), numbers(1, 3), numbers(2, 3)], 0)],
  ['Concat, last axis', () => tf.concat([numbers(2, 3), numbers(2, 1)], 1)],
  ['Pack', () => tf.stack([numbers(2, 3), tf.mul(numbers(2, 3), 2)], 1)],
  ['Transpose', () => tf.transpose(numbers(2, 3, 4), [0, 2, 1])],
  ['Reshape', () => tf.reshape(numbers(4, 3), [2, -1])],
];

describeOn(CUDA, 'numbers that only move', (backend) => {
  it.each(MOVES)('%s, on the card, as on cpu', async (_, move) => {
    await cpuBackend.activate();
    const expected = move();
    const values = [...(await expected.data())];
    await backend.activate();
    tf.dispose(tf.tidy(() => tf.add(numbers(2), 1)));
    forwarded.clear();
    const moved = move();
    expect(moved.shape).toEqual(expected.shape);
    expect([...(await moved.data())]).toEqual(values);
    expect([...forwarded.keys()].filter((name) => name !== 'Range')).toEqual([]);
  });

  it('leaves what it does not know to the processor, and gets it back', async () => {
    await backend.activate();
    forwarded.clear();
    expect([...(await tf.softplus(tf.tensor1d([0, 100])).data())]).toEqual([
      Math.fround(Math.log(2)),
      100,
    ]);
    expect(forwarded.get('Softplus')).toBe(1);
  });
});
