import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { findKernel } from '../backends/registered.ts';

/** The programs of TensorFlow.js 4.22 for matrix products, by the number that it gives them. */
export const PROGRAM = { stock: -1, reduce: 0, smallOutput: 2, packed: 3 } as const;

/** Set to another number than `stock`, it chooses the program for all products. */
export const PROGRAM_FLAG = 'WEBGPU_MATMUL_PROGRAM_TYPE';

/** From here on, TensorFlow.js may split the sum among threads that add to one number in whatever order they come. */
const SPLIT_FROM = 2000;

/** Outputs of which the program of small tiles keeps a GPU busier than that of tiles of 32×32. */
const SMALL_OUTPUT = 8 * 32 * 32;

/**
 * Keeps matrix products away from the program that adds in no fixed order (`MatMulSplitKProgram`, which is what would
 * make the gradient of a weight): same seed, same bytes. In software, also from those that make hundreds of threads
 * wait for each other, which then takes seconds a token, and seconds to compile.
 */
export function installExactMatMul(isSoftware: boolean): void {
  const stock = findKernel('BatchMatMul', 'webgpu');
  if (stock === undefined) throw new Error('the backend webgpu has no kernel BatchMatMul any more');
  tf.unregisterKernel('BatchMatMul', 'webgpu');
  tf.registerKernel({
    ...stock,
    kernelFunc: (call) => {
      if (tf.env().getNumber(PROGRAM_FLAG) !== PROGRAM.stock) return stock.kernelFunc(call);
      // TensorFlow.js erases the types of a kernel's inputs and attributes; its name stands for them.
      const { a, b } = call.inputs as { readonly a: Tensor; readonly b: Tensor };
      const { transposeA } = call.attrs as unknown as { readonly transposeA: boolean };
      const inner = a.shape.at(transposeA ? -2 : -1) ?? 0;
      const isSmall = (a.size / inner) * (b.size / inner) <= SMALL_OUTPUT;
      const exact = isSmall ? PROGRAM.smallOutput : PROGRAM.packed;
      const program = inner < SPLIT_FROM ? PROGRAM.stock : exact;
      tf.env().set(PROGRAM_FLAG, isSoftware ? PROGRAM.smallOutput : program);
      try {
        return stock.kernelFunc(call);
      } finally {
        tf.env().set(PROGRAM_FLAG, PROGRAM.stock);
      }
    },
  });
}
