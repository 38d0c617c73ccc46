import * as tf from '@tensorflow/tfjs-core';
import { afterEach, expect, it } from 'vitest';
import { cpuBackend } from '../backends/backends.ts';
import { emulatedCudaBackend } from '../testing/emulated-cuda.ts';
import { describeOn } from '../testing/describe-on.ts';
import { cudaAddon } from './cuda-addon.ts';

/** The places of the precisions in the order in which the addon counts them. */
const [FLOAT32, BFLOAT16] = [0, 2];

/** Of 8 bits, of which bfloat16 keeps one less than the first of each pair needs: ties go to the even number. */
const A = [1 + 1 / 128, 1 + 1 / 256, 1 + 3 / 256, -1.5];
const ROUNDED = [1 + 1 / 128, 1, 1 + 2 / 128, -1.5];

async function products(precision: number): Promise<readonly number[]> {
  cudaAddon('emulation').open('', '', precision);
  const [a, one] = [tf.tensor2d(A, [A.length, 1]), tf.tensor2d([1], [1, 1])];
  const product = tf.matMul(a, one);
  const values = [...(await product.data())];
  tf.dispose([a, one, product]);
  return values;
}

describeOn([emulatedCudaBackend], 'products of bfloat16', () => {
  afterEach(async () => {
    cudaAddon('emulation').open('', '', FLOAT32);
    await cpuBackend.activate();
  });

  it('are of factors that are rounded to the nearest, ties to the even one', async () => {
    await emulatedCudaBackend.activate();
    expect(await products(BFLOAT16)).toEqual(ROUNDED);
    expect(await products(FLOAT32)).toEqual(A);
  });

  it('keep what is no number, and what is infinite', async () => {
    await emulatedCudaBackend.activate();
    cudaAddon('emulation').open('', '', BFLOAT16);
    const [a, one] = [tf.tensor2d([NaN, Infinity, -Infinity], [3, 1]), tf.tensor2d([1], [1, 1])];
    const product = tf.matMul(a, one);
    expect([...(await product.data())]).toEqual([NaN, Infinity, -Infinity]);
    tf.dispose([a, one, product]);
  });

  it('are right for several matrices, transposed ones and one that serves for all', async () => {
    await emulatedCudaBackend.activate();
    cudaAddon('emulation').open('', '', BFLOAT16);
    // Whole numbers below 256 are themselves in bfloat16.
    const whole = (shape: [number, number, number], by: number) =>
      tf.tensor3d(
        Float32Array.from({ length: shape[0] * shape[1] * shape[2] }, (_, i) => (i * by) % 200),
        shape,
      );
    const [a, b, shared] = [whole([3, 4, 5], 7), whole([3, 6, 5], 11), whole([1, 5, 2], 13)];
    const products = [tf.matMul(a, b, false, true), tf.matMul(a, shared)];
    const read = await Promise.all(products.map((product) => product.data()));
    const given = await Promise.all(
      [a, b, shared].map(async (x) => [x.shape, await x.data()] as const),
    );
    tf.dispose([a, b, shared, ...products]);
    await cpuBackend.activate();
    const [x, y, z] = given.map(([shape, data]) => tf.tensor(data, shape));
    if (x === undefined || y === undefined || z === undefined) throw new Error('nothing was read');
    const expected = [tf.matMul(x, y, false, true), tf.matMul(x, z)];
    for (const [index, tensor] of expected.entries()) {
      expect(read[index]).toEqual(await tensor.data());
    }
    tf.dispose([x, y, z, ...expected]);
  });
});
