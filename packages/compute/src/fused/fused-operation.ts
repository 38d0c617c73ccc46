import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelFunction, KernelModule } from '../kernels/kernel-module.ts';
import { record, release } from './tape.ts';

type Tensors<Name extends string> = Readonly<Record<Name, TensorInfo>>;

/** What a fused operation takes, gives and keeps. */
export interface FusedSignature<Input extends string, Output extends string> {
  readonly name: string;
  readonly inputs: readonly Input[];
  /** The first is the value; the others are for `backward` only. */
  readonly outputs: readonly Output[];
  /** What `backward` needs again. */
  readonly saves: readonly (Input | Output)[];
  /** Inputs in the order in which `backward` gives their gradients; what it gives beyond them is scratch. */
  readonly differentiable: readonly Input[];
}

/** What a backend computes it by. */
export interface FusedKernels<
  Input extends string,
  Output extends string,
  Attributes,
  Name extends string = KernelFunction,
> {
  readonly name: string;
  /** Gives the outputs, in order, and what was needed on the way. */
  readonly forward: (
    module: KernelModule<Name>,
    inputs: Tensors<Input>,
    attributes: Attributes,
  ) => readonly TensorInfo[];
  readonly backward: (
    module: KernelModule<Name>,
    saved: Tensors<Input | Output | 'dy'>,
    attributes: Attributes,
  ) => readonly TensorInfo[];
}

/** One kernel call forward and one back, in place of a dozen small operations. */
export interface FusedOperation<Input extends string, Output extends string, Attributes>
  extends FusedSignature<Input, Output>, FusedKernels<Input, Output, Attributes> {}

/** A kernel of our own on one backend; gives new tensors. Whoever calls it knows the type of its attributes. */
type Kernel = (tensors: Tensors<string>, attributes: unknown) => readonly TensorInfo[];

/** By backend, and by name. */
const kernels = new Map<string, Map<string, Kernel>>();

/** Registers a kernel of our own on the backend of a module. */
export function registerKernel(
  name: string,
  { backendName }: Pick<KernelModule, 'backendName'>,
  kernel: Kernel,
): void {
  const known = kernels.get(backendName) ?? new Map<string, Kernel>();
  kernels.set(backendName, known.set(name, kernel));
}

/** Whether the active backend has the kernel of this name. */
export function hasKernel(name: string): boolean {
  return kernels.get(tf.getBackend())?.has(name) ?? false;
}

/** Registers the forward and the backward kernel on the backend of `module`. */
export function registerFused<
  Input extends string,
  Output extends string,
  Attributes,
  Name extends string,
>(
  { name, forward, backward }: FusedKernels<Input, Output, Attributes, Name>,
  module: KernelModule<Name>,
): void {
  registerKernel(name, module, (tensors, attributes) =>
    forward(module, tensors, attributes as Attributes),
  );
  registerKernel(`${name}Gradient`, module, (tensors, attributes) =>
    backward(module, tensors, attributes as Attributes),
  );
}

/** Runs a fused operation, which TensorFlow.js records for the gradient; gives its value. */
export function runFused<Input extends string, Output extends string>(
  { name, outputs, saves, differentiable }: FusedSignature<Input, Output>,
  inputs: Readonly<Record<Input, Tensor>>,
  attributes: object,
): Tensor {
  const engine = tf.engine();
  if (!engine.isTapeOn()) return runForValue(name, inputs, attributes);
  const computed = call(name, inputs, attributes);
  const known: Tensors<string> = { ...named(outputs, computed), ...inputs };
  const saved = saves.map((key) => known[key] as TensorInfo);
  const value = valueAmong(computed, name);
  // The tape sees the value alone: it would make zeros for the gradient of every other output.
  record({
    ...{ name, value, saved },
    inputs: differentiable.map((input) => inputs[input]),
    gradient: (dy) => {
      const gradients = call(`${name}Gradient`, { ...named(saves, saved), dy }, attributes);
      for (const scratch of gradients.slice(differentiable.length)) release(scratch);
      return gradients
        .slice(0, differentiable.length)
        .map((each) => engine.makeTensorFromTensorInfo(each));
    },
  });
  for (const output of computed.slice(1)) release(output);
  return value;
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
  const computed = call(name, inputs, attributes);
  for (const output of computed.slice(1)) release(output);
  return valueAmong(computed, name);
}

/** Runs a kernel that overwrites its inputs and gives nothing. */
export function runInPlace(
  name: string,
  inputs: Readonly<Record<string, Tensor>>,
  attributes: object,
): void {
  call(name, inputs, attributes);
}

function call(name: string, tensors: Tensors<string>, attributes: object): readonly TensorInfo[] {
  const kernel = kernels.get(tf.getBackend())?.get(name);
  if (kernel === undefined) throw new Error(`there is no kernel ${name} on this backend`);
  return kernel(tensors, attributes);
}

/** The first output of a kernel, as a tensor. */
function valueAmong([value]: readonly TensorInfo[], name: string): Tensor {
  if (value === undefined) throw new Error(`kernel ${name} has no output`);
  return tf.engine().makeTensorFromTensorInfo(value);
}

function named(names: readonly string[], tensors: readonly TensorInfo[]): Tensors<string> {
  return Object.fromEntries(names.map((name, at) => [name, tensors[at] as TensorInfo]));
}
