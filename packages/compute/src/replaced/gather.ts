import * as tf from '@tensorflow/tfjs-core';
import { sizeOf } from '../kernels/size-of.ts';
import type { Replacement } from './replacement.ts';

/** Stock: number by number, 12 ms for 3,072 rows of 128. */
export const gather: Replacement<
  'x' | 'indices',
  { readonly axis: number; readonly batchDims: number }
> = {
  kernelName: 'GatherV2',
  kernel: (module, { x, indices }, { axis, batchDims }) => {
    if (x.dtype !== 'float32' || indices.dtype !== 'int32' || batchDims !== 0) return null;
    const at = tf.util.parseAxisParam(axis, x.shape)[0] ?? 0;
    const before = x.shape.slice(0, at);
    const after = x.shape.slice(at + 1);
    const rows = x.shape[at] ?? 0;
    const out = module.output([...before, ...indices.shape, ...after]);
    const wrong = module.run(
      'gather_rows',
      [x, indices, out],
      [sizeOf(before), rows, sizeOf(indices.shape), sizeOf(after)],
    );
    if (wrong >= 0) throw new RangeError(`index ${wrong} of a gather is not in 0..${rows - 1}`);
    return out;
  },
};
