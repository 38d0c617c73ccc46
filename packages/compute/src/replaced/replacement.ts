import * as tf from '@tensorflow/tfjs-core';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { findKernel } from '../backends/registered.ts';
import type { KernelModule } from '../kernels/kernel-module.ts';

/** A kernel that TensorFlow.js has for a backend, done better. */
export interface Replacement<Input extends string, Attributes, Module = KernelModule> {
  readonly kernelName: string;
  /** Gives null where the stock kernel has to do it. */
  readonly kernel: (
    module: Module,
    inputs: Readonly<Record<Input, TensorInfo>>,
    attributes: Attributes,
  ) => TensorInfo | null;
}

/** Puts a replacement in the place of the stock kernel. Throws when there is none: the dependency has changed. */
export function replace<
  Input extends string,
  Attributes,
  Module extends Pick<KernelModule, 'backendName'>,
>({ kernelName, kernel }: Replacement<Input, Attributes, Module>, module: Module): void {
  const stock = findKernel(kernelName, module.backendName);
  if (stock === undefined) {
    throw new Error(`the backend ${module.backendName} has no kernel ${kernelName} any more`);
  }
  tf.unregisterKernel(kernelName, module.backendName);
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
