import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelModule } from '../kernels/kernel-module.ts';
import { registerKernel } from './fused-operation.ts';
import { panelled } from './panelled.ts';

export const PACK_MATRIX = 'WaltzPackMatrix';

/** Registers the packing of a matrix `[in][out]` in the order in which products read it: panels of columns. */
export function registerPackMatrix(module: KernelModule): void {
  registerKernel(PACK_MATRIX, module, (inputs) => {
    const matrix = inputs['matrix'] as TensorInfo;
    const [depth, columns] = matrix.shape as [number, number];
    const panels = module.output([depth, panelled(columns)]);
    module.run('pack_matrix', [matrix, panels], [depth, columns]);
    return [panels];
  });
}
