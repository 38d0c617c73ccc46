import { sizeOf } from '../kernels/size-of.ts';
import type { Replacement } from './replacement.ts';

/** Stock: the scalar function of the C library. */
export const tanh: Replacement<'x', object> = {
  kernelName: 'Tanh',
  kernel: (module, { x }) => {
    const out = module.output(x.shape);
    module.run('tanh_of', [x, out], [sizeOf(x.shape)]);
    return out;
  },
};
