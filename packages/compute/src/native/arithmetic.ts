import * as tf from '@tensorflow/tfjs-core';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelFunction, KernelModule } from '../kernels/kernel-module.ts';
import { sizeOf } from '../kernels/size-of.ts';
import type { Replacement } from '../replaced/replacement.ts';
import type { ArithmeticFunction } from './addon.ts';

type Module = KernelModule<KernelFunction | ArithmeticFunction>;

/** Stock: a loop of JavaScript. Shapes that need more than repeating one number stay there. */
function combine(
  module: Module,
  kernel: ArithmeticFunction,
  a: TensorInfo,
  b: TensorInfo,
): TensorInfo | null {
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return null;
  const shape = tf.broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
  const [size, sizeA, sizeB] = [sizeOf(shape), sizeOf(a.shape), sizeOf(b.shape)];
  if ((sizeA !== size && sizeA !== 1) || (sizeB !== size && sizeB !== 1)) return null;
  const out = module.output(shape);
  module.run(kernel, [a, b, out], [size, Number(sizeA === 1), Number(sizeB === 1)]);
  return out;
}

const pairs: readonly (readonly [string, ArithmeticFunction])[] = [
  ['Add', 'add'],
  ['Multiply', 'product'],
  ['RealDiv', 'divide'],
  ['Sub', 'subtract'],
];

/** Sums, differences, products and quotients of tensors of one size, or of a tensor and a number. */
export const arithmetic: readonly Replacement<'a' | 'b', object, Module>[] = pairs.map(
  ([kernelName, kernel]) => ({
    kernelName,
    kernel: (module, { a, b }) => combine(module, kernel, a, b),
  }),
);

export const square: Replacement<'x', object, Module> = {
  kernelName: 'Square',
  kernel: (module, { x }) => combine(module, 'product', x, x),
};
