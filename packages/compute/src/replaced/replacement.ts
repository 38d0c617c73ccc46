import * as tf from '@tensorflow/tfjs-core';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { findKernel } from '../backends/registered.ts';
import type { KernelModule } from '../wasm/kernel-module.ts';

/** A kernel of tfjs-backend-wasm, done better. */
export interface Replacement<Input extends string, Attributes> {
  readonly kernelName: string;
  /** Gives null where the stock kernel has to do it. */
  readonly kernel: (
    module: KernelModule,
    inputs: Readonly<Record<Input, TensorInfo>>,
    attributes: Attributes,
  ) => TensorInfo | null;
}

/** Puts a replacement in the place of the stock kernel. Throws when there is none: the dependency has changed. */
export function replace<Input extends string, Attributes>(
  { kernelName, kernel }: Replacement<Input, Attributes>,
  module: KernelModule,
): void {
  const stock = findKernel(kernelName, 'wasm');
  if (stock === undefined)
    throw new Error(`tfjs-backend-wasm has no kernel ${kernelName} any more`);
  tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({
    ...stock,
    kernelFunc: (call) =>
      // TensorFlow.js erases the types of a kernel's inputs and attributes; its name stands for them.
      kernel(
        module,
        call.inputs as Readonly<Record<Input, TensorInfo>>,
        call.attrs as unknown as Attributes,
      ) ?? stock.kernelFunc(call),
  });
}
