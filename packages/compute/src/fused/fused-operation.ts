import * as tf from '@tensorflow/tfjs-core';
import type { GradSaveFunc, NamedAttrMap, Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { findKernel } from '../backends/registered.ts';
import type { KernelModule } from '../kernels/kernel-module.ts';

type Tensors<Name extends string> = Readonly<Record<Name, TensorInfo>>;

/** One kernel call forward and one back, in place of a dozen small operations. */
export interface FusedOperation<Input extends string, Output extends string, Attributes> {
  readonly name: string;
  readonly inputs: readonly Input[];
  /** The first is the value; the others are for `backward` only. */
  readonly outputs: readonly Output[];
  /** What `backward` needs again. */
  readonly saves: readonly (Input | Output)[];
  /** Inputs in the order in which `backward` gives their gradients; what it gives beyond them is scratch. */
  readonly differentiable: readonly Input[];
  /** Gives the outputs, in order. */
  readonly forward: (
    module: KernelModule,
    inputs: Tensors<Input>,
    attributes: Attributes,
  ) => readonly TensorInfo[];
  readonly backward: (
    module: KernelModule,
    saved: Tensors<Input | Output | 'dy'>,
    attributes: Attributes,
  ) => readonly TensorInfo[];
}

/** Whether the active backend has the kernel of this name. */
export function hasKernel(name: string): boolean {
  return findKernel(name) !== undefined;
}

/** Runs a fused operation, which TensorFlow.js records for the gradient; gives its value. */
export function runFused<Input extends string, Output extends string, Attributes extends object>(
  { name, outputs, saves, differentiable }: FusedOperation<Input, Output, Attributes>,
  inputs: Readonly<Record<Input, Tensor>>,
  attributes: Attributes,
): Tensor {
  if (!tf.engine().isTapeOn()) return runForValue(name, inputs, attributes);
  // The tape sees the value alone: it would make zeros for the gradient of every other output.
  const run = tf.customGrad((...given) => {
    const save = given.pop() as GradSaveFunc;
    const computed = runKernel(name, inputs, attributes);
    const [value] = computed;
    if (value === undefined) throw new Error(`kernel ${name} has no output`);
    const known: Readonly<Record<string, Tensor | undefined>> = {
      ...inputs,
      ...Object.fromEntries(outputs.map((output, at) => [output, computed[at]])),
    };
    save(saves.map((key) => known[key] as Tensor));
    return {
      value,
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const named = Object.fromEntries(saves.map((key, at) => [key, saved[at] as Tensor]));
        const gradients = runKernel(`${name}Gradient`, { dy, ...named }, attributes);
        tf.dispose(gradients.slice(differentiable.length));
        return gradients.slice(0, differentiable.length);
      },
    };
  });
  return run(...differentiable.map((input) => inputs[input]));
}

/** Registers the forward and the backward kernel on the backend of `module`. */
export function registerFused<Input extends string, Output extends string, Attributes>(
  { name, forward, backward }: FusedOperation<Input, Output, Attributes>,
  module: KernelModule,
): void {
  // TensorFlow.js erases the names of tensors and attributes; each kernel gets what its own name was run with.
  registerKernel(name, module, (tensors, attributes) =>
    forward(module, tensors, attributes as Attributes),
  );
  registerKernel(`${name}Gradient`, module, (tensors, attributes) =>
    backward(module, tensors, attributes as Attributes),
  );
}

/** Runs a kernel that gives a list of tensors. */
function runKernel(
  name: string,
  inputs: Readonly<Record<string, Tensor>>,
  attributes: object = {},
): readonly Tensor[] {
  const outputs: Tensor[] = tf.engine().runKernel(name, inputs, attributes as NamedAttrMap);
  return outputs;
}

/**
 * Runs a kernel whose first output alone is asked for, and whose gradient nobody wants. The engine of TensorFlow.js never
 * hears of the others: what it does to keep, track and free them takes longer than a small kernel.
 */
export function runForValue(
  name: string,
  inputs: Readonly<Record<string, Tensor>>,
  attributes: object = {},
): Tensor {
  const [value, ...others] = call(name, inputs, attributes);
  if (value === undefined) throw new Error(`kernel ${name} has no output`);
  const engine = tf.engine();
  for (const { dataId } of others) engine.backend.disposeData(dataId);
  return engine.makeTensorFromTensorInfo(value);
}

/** Runs a kernel that overwrites its inputs and gives nothing. */
export function runInPlace(
  name: string,
  inputs: Readonly<Record<string, Tensor>>,
  attributes: object,
): void {
  call(name, inputs, attributes);
}

/** Calls a kernel of which the engine of TensorFlow.js never hears. */
function call(
  name: string,
  inputs: Readonly<Record<string, Tensor>>,
  attributes: object,
): readonly TensorInfo[] {
  const kernel = findKernel(name);
  if (kernel === undefined) throw new Error(`there is no kernel ${name} on this backend`);
  const { backend } = tf.engine();
  const computed = kernel.kernelFunc({ inputs, attrs: attributes as NamedAttrMap, backend });
  return Array.isArray(computed) ? computed : [computed];
}

/** Registers a kernel of our own on the backend of a module. */
export function registerKernel(
  kernelName: string,
  { backendName }: Pick<KernelModule, 'backendName'>,
  kernel: (tensors: Tensors<string>, attributes: unknown) => readonly TensorInfo[],
): void {
  tf.registerKernel({
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs }) => [...kernel(inputs as Tensors<string>, attrs)],
  });
}
