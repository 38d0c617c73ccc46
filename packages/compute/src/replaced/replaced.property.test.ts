import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { RandomStream, type Backend } from '@waltz/core';
import { expect, it } from 'vitest';
import { cpuBackend } from '../backends/backends.ts';
import { COMPILED, describeOn, OTHERS, runsOn } from '../testing/describe-on.ts';
import { evaluate, randomValues, type Operation } from '../testing/on-backend.ts';
import { ABOUT_ONE, relativeError } from '../testing/relative-error.ts';

const small = fc.integer({ min: 1, max: 11 });
const shape = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 });

async function compare(
  backend: Backend,
  operation: Operation,
  shapes: readonly (readonly number[])[],
) {
  const random = new RandomStream(3);
  const inputs = shapes.map((sizes) => randomValues(random, sizes));
  const expected = await evaluate(cpuBackend, operation, inputs);
  const actual = await evaluate(backend, operation, inputs);
  expect(relativeError(actual.value, expected.value, ABOUT_ONE)).toBeLessThan(1e-5);
  actual.gradients.forEach((gradient, index) => {
    expect(relativeError(gradient, expected.gradients[index] ?? [], ABOUT_ONE)).toBeLessThan(1e-5);
  });
}

describeOn(OTHERS, 'replaced kernels that agree with cpu,', (backend) => {
  const expectSame = (operation: Operation, shapes: readonly (readonly number[])[]) =>
    compare(backend, operation, shapes);

  it('BatchMatMul, in every transposition and with a batch on either side', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(small, small, small, fc.boolean(), fc.boolean(), fc.constantFrom(0, 1, 2, 3)),
        async ([m, n, k, transposeA, transposeB, batched]) => {
          const a = [...(batched & 1 ? [3] : []), ...(transposeA ? [k, m] : [m, k])];
          const b = [...(batched & 2 ? [3] : []), ...(transposeB ? [n, k] : [k, n])];
          await expectSame((x, y) => tf.matMul(x, y, transposeA, transposeB), [a, b]);
        },
      ),
      { numRuns: runsOn(backend, 60), seed: 1 },
    );
  });

  it.each([
    [70, 600, 300, false, false],
    [130, 9, 515, true, false],
    [65, 530, 257, false, true],
    [1, 1, 1, true, true],
  ])('BatchMatMul past the edges of its blocks: %i×%i×%i', async (m, n, k, ta, tb) => {
    await expectSame(
      (x, y) => tf.matMul(x, y, ta, tb),
      [ta ? [k, m] : [m, k], tb ? [n, k] : [k, n]],
    );
  });

  it('Sum, over any axes', async () => {
    await fc.assert(
      fc.asyncProperty(shape, fc.nat(), fc.boolean(), async (sizes, chosen, keepDims) => {
        const axes = sizes.map((_, axis) => axis).filter((axis) => (chosen >> axis) & 1);
        const axis = axes.length > 0 ? axes : undefined;
        await expectSame((x) => tf.sum(x, axis, keepDims), [sizes]);
      }),
      { numRuns: runsOn(backend, 60), seed: 1 },
    );
  });

  it('Transpose, by any permutation', async () => {
    await fc.assert(
      fc.asyncProperty(shape, fc.nat(), async (sizes, seed) => {
        const order = new RandomStream(seed).shuffle(sizes.map((_, axis) => axis));
        await expectSame((x) => tf.transpose(x, order), [[...sizes.slice(0, -1), 7]]);
      }),
      { numRuns: runsOn(backend, 60), seed: 1 },
    );
    await expectSame((x) => tf.transpose(x, [0, 2, 1]), [[2, 37, 50]]);
  });
});

describeOn(COMPILED, 'replaced kernels', (backend) => {
  it('Tanh, near 0, where its two forms meet, and far out', async () => {
    const values = [0, -0, 1e-20, 1e-3, 0.6299, 0.63, 0.6301, 2, 9, 40, 1e30, Infinity];
    const input = values.flatMap((x) => [x, -x]);
    await backend.activate();
    const actual = await tf.tanh(tf.tensor1d(input)).data();
    input.forEach((x, index) => {
      expect(Math.abs((actual[index] ?? Number.NaN) - Math.tanh(x))).toBeLessThanOrEqual(
        3e-7 * Math.abs(Math.tanh(x)),
      );
    });
  });

  it('GatherV2, along any axis, and refuses an index that is not there', async () => {
    await backend.activate();
    const x = tf.reshape(tf.range(0, 24), [2, 3, 4]);
    const picked = tf.gather(x, tf.tensor1d([2, 0], 'int32'), 1);
    expect(picked.shape).toEqual([2, 2, 4]);
    expect([...(await picked.data())].slice(0, 8)).toEqual([8, 9, 10, 11, 0, 1, 2, 3]);
    expect(() => tf.gather(x, tf.tensor1d([3], 'int32'), 1)).toThrow('not in 0..2');
  });

  it('Identity and Cast share the numbers, and freeing one leaves the other', async () => {
    await backend.activate();
    const x = tf.tensor1d([1, 2, 3]);
    const clone = tf.clone(x);
    const same = tf.cast(clone, 'float32');
    x.dispose();
    clone.dispose();
    expect([...(await same.data())]).toEqual([1, 2, 3]);
    same.dispose();
  });
});
