import * as tf from '@tensorflow/tfjs-core';
import { sizeOf } from '../kernels/size-of.ts';
import type { Replacement } from './replacement.ts';

/** Stock: slow over leading axes, which it transposes first. */
export const sum: Replacement<
  'x',
  { readonly axis: number | number[]; readonly keepDims: boolean }
> = {
  kernelName: 'Sum',
  kernel: (module, { x }, { axis, keepDims }) => {
    const axes = tf.util.parseAxisParam(axis, x.shape).sort((a, b) => a - b);
    const [first = 0] = axes;
    const end = first + axes.length;
    const adjacent = axes.every((at, index) => at === first + index);
    if (x.dtype !== 'float32' || !adjacent || axes.length === 0) return null;
    const before = x.shape.slice(0, first);
    const after = x.shape.slice(end);
    const out = module.output([...before, ...(keepDims ? axes.map(() => 1) : []), ...after]);
    module.run(
      'sum_axis',
      [x, out],
      [sizeOf(before), sizeOf(x.shape.slice(first, end)), sizeOf(after)],
    );
    return out;
  },
};
