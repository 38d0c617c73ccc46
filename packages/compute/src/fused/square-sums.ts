import type { KernelModule } from '../kernels/kernel-module.ts';
import { sizeOf } from '../kernels/size-of.ts';
import { registerKernel } from './fused-operation.ts';

export const SQUARE_SUMS = 'WaltzSquareSums';

/** Numbers that are summed together, unless a tensor would have more sums than `MOST_SUMS` of them. */
const TOGETHER = 16_384;
const MOST_SUMS = 1024;

/** Registers sums of squares of any tensors: a list of numbers that add up to the sum over all elements of all of them. */
export function registerSquareSums(module: KernelModule<'square_sums'>): void {
  registerKernel(SQUARE_SUMS, module, (tensors) => {
    const parts = Object.values(tensors).map((tensor) => {
      const size = sizeOf(tensor.shape);
      return { tensor, size, sums: Math.min(MOST_SUMS, Math.ceil(size / TOGETHER)) };
    });
    const out = module.output([parts.reduce((all, { sums }) => all + sums, 0)]);
    let first = 0;
    for (const { tensor, size, sums } of parts) {
      module.run('square_sums', [tensor, out], [size, sums, first]);
      first += sums;
    }
    return [out];
  });
}
