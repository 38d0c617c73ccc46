import * as tf from '@tensorflow/tfjs-core';
import { sizeOf } from '../kernels/size-of.ts';
import type { Replacement } from './replacement.ts';

/** Stock: 2 GF/s when an operand is transposed or batched, against 50. */
export const batchMatMul: Replacement<
  'a' | 'b',
  { readonly transposeA: boolean; readonly transposeB: boolean }
> = {
  kernelName: 'BatchMatMul',
  kernel: (module, { a, b }, { transposeA, transposeB }) => {
    if (a.dtype !== 'float32' || b.dtype !== 'float32') return null;
    const [aRows, aColumns] = a.shape.slice(-2) as [number, number];
    const [bRows, bColumns] = b.shape.slice(-2) as [number, number];
    const [m, k] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
    const [inner, n] = transposeB ? [bColumns, bRows] : [bRows, bColumns];
    if (k !== inner) {
      throw new Error(`cannot multiply ${m}×${k} by ${inner}×${n}: the inner sizes differ`);
    }
    const aBatch = a.shape.slice(0, -2);
    const bBatch = b.shape.slice(0, -2);
    const batch = tf.broadcast_util.assertAndGetBroadcastShape(aBatch, bBatch);
    const count = sizeOf(batch);
    const spread = sizeOf(aBatch) !== count || sizeOf(bBatch) !== count;
    // One side may be repeated as a whole; anything more intricate is rare enough for the stock kernel.
    if (spread && sizeOf(aBatch) !== 1 && sizeOf(bBatch) !== 1) return null;
    const out = module.output([...batch, m, n]);
    module.run(
      'matmul',
      [a, b, out],
      [
        count,
        sizeOf(aBatch) === 1 ? 0 : m * k,
        sizeOf(bBatch) === 1 ? 0 : k * n,
        m,
        n,
        k,
        Number(transposeA),
        Number(transposeB),
        module.scratch(),
      ],
    );
    return out;
  },
};
