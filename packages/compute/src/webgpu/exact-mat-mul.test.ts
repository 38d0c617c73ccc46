import * as tf from '@tensorflow/tfjs-core';
import { RandomStream } from '@waltz/core';
import { afterEach, expect, it } from 'vitest';
import { webGpuBackend } from '../backends/backends.ts';
import { cpuBackend, describeOn } from '../testing/describe-on.ts';
import { evaluate, randomValues } from '../testing/on-backend.ts';
import { relativeError } from '../testing/relative-error.ts';
import { PROGRAM, PROGRAM_FLAG } from './exact-mat-mul.ts';

const random = new RandomStream(4);

async function expectProduct(m: number, inner: number, n: number): Promise<void> {
  const inputs = [randomValues(random, [m, inner]), randomValues(random, [inner, n])];
  const product = (a: tf.Tensor, b: tf.Tensor) => tf.matMul(a, b);
  const operation = (...[a, b]: tf.Tensor[]) => product(a as tf.Tensor, b as tf.Tensor);
  const expected = await evaluate(cpuBackend, operation, inputs);
  const actual = await evaluate(webGpuBackend, operation, inputs);
  const again = await evaluate(webGpuBackend, operation, inputs);
  expect(relativeError(actual.value, expected.value)).toBeLessThan(1e-5);
  expect(again).toEqual(actual);
}

describeOn([webGpuBackend], 'matrix products', () => {
  afterEach(() => {
    tf.env().set(PROGRAM_FLAG, PROGRAM.stock);
  });

  // In software one of them is always chosen: here the others run too.
  it.each(Object.entries(PROGRAM))('by the program %s', async (_, program) => {
    await webGpuBackend.activate();
    tf.env().set(PROGRAM_FLAG, program);
    await expectProduct(9, 37, 21);
  });

  it('with sums so long that TensorFlow.js would split them', async () => {
    await expectProduct(5, 2100, 7);
  });
});
