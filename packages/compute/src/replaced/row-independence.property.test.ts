import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { RandomStream } from '@waltz/core';
import { expect, it } from 'vitest';
import { describeOn, ROW_BY_ROW } from '../testing/describe-on.ts';
import { randomValues } from '../testing/on-backend.ts';

const size = (most: number) => fc.integer({ min: 1, max: most });

describeOn(ROW_BY_ROW, 'a row of a product', (backend) => {
  it('is the same to the last bit whatever rows are beside it, and however many', async () => {
    await backend.activate();
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          rows: size(150),
          first: fc.nat(),
          count: size(20),
          inner: fc.oneof(size(40), size(700)),
          columns: fc.oneof(size(70), size(600)),
          transposeA: fc.boolean(),
          transposeB: fc.boolean(),
          seed: fc.nat(),
        }),
        async ({ rows, count, inner, columns, transposeA, transposeB, seed, ...drawn }) => {
          const first = drawn.first % rows;
          const taken = Math.min(count, rows - first);
          const random = new RandomStream(seed);
          const values = randomValues(random, [rows, inner]).data;
          const weights = randomValues(random, [inner * columns]).data;
          const [all, some] = tf.tidy(() => {
            const right = tf.tensor2d(weights, transposeB ? [columns, inner] : [inner, columns]);
            const product = (rowsOfA: tf.Tensor) =>
              tf.matMul(
                transposeA ? tf.transpose(rowsOfA) : rowsOfA,
                right,
                transposeA,
                transposeB,
              );
            const left = tf.tensor2d(values, [rows, inner]);
            const picked = tf.tensor2d(values.slice(first * inner, (first + taken) * inner), [
              taken,
              inner,
            ]);
            return [product(left), product(picked)];
          });
          const whole = (await all.data()).slice(first * columns, (first + taken) * columns);
          expect(await some.data()).toEqual(whole);
          tf.dispose([all, some]);
        },
      ),
      { numRuns: 60, seed: 1 },
    );
  });
});
