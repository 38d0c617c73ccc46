import type { KernelModule } from '../kernels/kernel-module.ts';
import { sizeOf } from '../kernels/size-of.ts';
import { registerKernel } from './fused-operation.ts';

export const SQUARE_SUMS = 'WaltzSquareSums';

/** Numbers that are summed together, unless a tensor would have more sums than it may. */
const TOGETHER = 16_384;

/** Sums of a tensor on a GPU: as many groups of threads can work at once. */
export const SUMS_ON_GPU = 1024;

/**
 * Registers sums of squares of any tensors: a list of numbers that add up to the sum over all elements of all of them. A
 * tensor has `most` sums at most, each of which may be the work of another core.
 */
export function registerSquareSums(module: KernelModule, most: number): void {
  registerKernel(SQUARE_SUMS, module, (tensors) => {
    const whole = Object.values(tensors).map((tensor) => {
      const size = sizeOf(tensor.shape);
      return { tensor, size, sums: Math.min(most, Math.ceil(size / TOGETHER)) };
    });
    const out = module.output([whole.reduce((all, { sums }) => all + sums, 0)]);
    let first = 0;
    const parts = whole.map(({ tensor, size, sums }) => {
      const part = { tensors: [tensor, out], sizes: [size, sums, first] };
      first += sums;
      return part;
    });
    module.runEach('square_sums', parts);
    return [out];
  });
}
