import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { RandomStream } from '@waltz/core';
import { afterEach, expect, it } from 'vitest';
import { causalAttention } from '../operations/causal-attention.ts';
import { describeOn, EVERY } from '../testing/describe-on.ts';
import { randomValues, type Values } from '../testing/on-backend.ts';
import { ABOUT_ONE, relativeError } from '../testing/relative-error.ts';
import { KeyValueCache } from './key-value-cache.ts';

const tensor4d = ({ data, shape }: Values) =>
  tf.tensor4d(data, shape as [number, number, number, number]);

afterEach(() => {
  expect(tf.memory().numTensors).toBe(0);
});

describeOn(EVERY, 'KeyValueCache', (backend) => {
  it('attends as causal attention does, token by token after a prefill of each row’s own length', async () => {
    await backend.activate();
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        const random = new RandomStream(seed);
        const [batch, length] = [1 + random.integer(4), 2 + random.integer(30)];
        const [kvHeads, group, headDim] = [
          1 + random.integer(2),
          1 + random.integer(3),
          1 + random.integer(9),
        ];
        const q = tensor4d(randomValues(random, [batch, length, kvHeads * group, headDim]));
        const k = tensor4d(randomValues(random, [batch, length, kvHeads, headDim]));
        const v = tensor4d(randomValues(random, [batch, length, kvHeads, headDim]));
        const prefill = 1 + random.integer(length - 1);
        const cache = KeyValueCache.create({
          layers: 2,
          batch,
          capacity: length,
          kvHeads,
          headDim,
        });
        const whole = causalAttention(q, k, v);
        const rest = tf.slice(whole, [0, prefill], [-1, -1]);
        const expected = await rest.array();
        tf.tidy(() => {
          const first = (x: tf.Tensor4D) => tf.slice(x, [0, 0], [-1, prefill]);
          cache.write(1, first(k), first(v));
        });
        for (let position = prefill; position < length; position++) {
          const step = tf.tidy(() => {
            const at = (x: tf.Tensor4D) =>
              tf.squeeze<tf.Tensor3D>(tf.slice(x, [0, position], [-1, 1]), [1]);
            return cache.attend(1, at(q), at(k), at(v), new Int32Array(batch).fill(position));
          });
          const reference = expected.map((row) => row[position - prefill]).flat(2) as number[];
          const actual = (await step.data()) as Float32Array;
          expect(relativeError(actual, reference, ABOUT_ONE)).toBeLessThan(1e-5);
          step.dispose();
        }
        tf.dispose([q, k, v, whole, rest]);
        cache.dispose();
      }),
      { numRuns: 15, seed: 1 },
    );
  });

  it('keeps rows at their own positions, and only the selected ones go on', async () => {
    await backend.activate();
    const cache = KeyValueCache.create({
      layers: 1,
      batch: 3,
      capacity: 20,
      kvHeads: 1,
      headDim: 2,
    });
    const token = (values: number[]) =>
      tf.tensor3d(
        values.flatMap((x) => [0, x]),
        [values.length, 1, 2],
      );
    const tokens = [token([1, 2, 3]), token([4, 5, 6]), token([9, 8])] as const;
    const starts = cache.attend(0, tokens[0], tokens[0], tokens[0], Int32Array.of(0, 0, 0));
    const apart = cache.attend(0, tokens[1], tokens[1], tokens[1], Int32Array.of(0, 1, 1));
    // Row 0 was overwritten; it attends to its one token only.
    expect((await apart.data())[1]).toBeCloseTo(4, 5);
    cache.select([2, 0]);
    const went = cache.attend(0, tokens[2], tokens[2], tokens[2], Int32Array.of(2, 0));
    expect((await went.data())[3]).toBeCloseTo(8, 5);
    expect(() => cache.attend(0, tokens[2], tokens[2], tokens[2], Int32Array.of(20, 0))).toThrow(
      'position 20 is not in a cache of 20',
    );
    expect(() => cache.attend(0, tokens[0], tokens[0], tokens[0], Int32Array.of(0, 0, 0))).toThrow(
      '3 rows for a cache of 2',
    );
    tf.dispose([tokens, starts, apart, went].flat());
    cache.dispose();
  });
});
