import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelModule } from '../kernels/kernel-module.ts';
import { registerKernel, runForValue } from './fused-operation.ts';
import { panelled } from './panelled.ts';

const PACK_MATRIX = 'WaltzPackMatrix';

interface PackingAttributes {
  /** Whether the matrix is `[out][in]`. */
  readonly isTransposed: boolean;
}

/**
 * Registers the packing of a matrix `[in][out]` in the order in which products read it: panels of columns, or, where they
 * read it row by row, as it is, without a copy.
 */
export function registerPackMatrix(module: KernelModule, order: 'panels' | 'rows'): void {
  registerKernel(PACK_MATRIX, module, (inputs, attributes) => {
    const matrix = inputs['matrix'] as TensorInfo;
    const { isTransposed } = attributes as PackingAttributes;
    if (order === 'rows' && !isTransposed) return [module.alias(matrix, matrix.shape)];
    const [rows, width] = matrix.shape as [number, number];
    const [depth, columns] = isTransposed ? [width, rows] : [rows, width];
    const panels = module.output([depth, panelled(columns)]);
    module.run('pack_matrix', [matrix, panels], [depth, columns, Number(isTransposed)]);
    return [panels];
  });
}

/** A matrix `[in][out]`, or `[out][in]`, as kernels read it pass after pass; it stays until it is disposed of. */
export function packed(matrix: Tensor, isTransposed = false): Tensor {
  return tf.keep(runForValue(PACK_MATRIX, { matrix }, { isTransposed }));
}
