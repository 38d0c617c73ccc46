import * as tf from '@tensorflow/tfjs-core';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { sizeOf } from '../kernels/size-of.ts';
import type { Replacement } from '../replaced/replacement.ts';
import type { CudaKernelModule } from './cuda-kernel-module.ts';

/** In the order in which the kernel counts them. */
const PAIRINGS = ['Add', 'Sub', 'Multiply', 'RealDiv'] as const;

/** Number i of the result is made of number (i / step) % size of a side. */
interface Spread {
  readonly step: number;
  readonly size: number;
}

/** How a side is spread over the result; null where that is more than one run of axes. */
export function spreadOver(shape: readonly number[], side: readonly number[]): Spread | null {
  const whole = [...Array<number>(shape.length - side.length).fill(1), ...side];
  const isKept = shape.map((size, axis) => size !== 1 && whole[axis] === size);
  const [first, end] = [isKept.indexOf(true), isKept.lastIndexOf(true) + 1];
  if (first === -1) return { step: 1, size: 1 };
  const isOneRun = shape.slice(first, end).every((size, at) => size === 1 || isKept[first + at]);
  if (!isOneRun) return null;
  return { step: sizeOf(shape.slice(end)), size: sizeOf(shape.slice(first, end)) };
}

function combine(
  module: CudaKernelModule,
  pairing: (typeof PAIRINGS)[number],
  a: TensorInfo,
  b: TensorInfo,
): TensorInfo | null {
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return null;
  const shape = tf.broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
  const [ofA, ofB] = [spreadOver(shape, a.shape), spreadOver(shape, b.shape)];
  if (ofA === null || ofB === null) return null;
  const out = module.output(shape);
  const spread = [ofA.step, ofA.size, ofB.step, ofB.size];
  module.run('arithmetic', [a, b, out], [PAIRINGS.indexOf(pairing), sizeOf(shape), ...spread]);
  return out;
}

/** Sums, differences, products and quotients, with either side spread over the other. */
export const spreadArithmetic: readonly Replacement<'a' | 'b', object, CudaKernelModule>[] =
  PAIRINGS.map((kernelName) => ({
    kernelName,
    kernel: (module, { a, b }) => combine(module, kernelName, a, b),
  }));

export const spreadSquare: Replacement<'x', object, CudaKernelModule> = {
  kernelName: 'Square',
  kernel: (module, { x }) => combine(module, 'Multiply', x, x),
};
