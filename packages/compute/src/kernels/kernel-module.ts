import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { RotaryTables } from './rotary-tables.ts';

/** The functions of kernels/*.c that take tensors, then other arguments. */
export type KernelFunction =
  | 'add_rows'
  | 'attention_heads'
  | 'attention_heads_gradient'
  | 'block_output'
  | 'block_output_gradient'
  | 'cached_heads'
  | 'causal_attention'
  | 'causal_attention_gradient'
  | 'chosen_logprobs'
  | 'chosen_logprobs_gradient'
  | 'decode'
  | 'gather_rows'
  | 'matmul'
  | 'next_tokens'
  | 'pack_matrix'
  | 'rms_norm'
  | 'rms_norm_gradient'
  | 'rotary_embedding'
  | 'sum_axis'
  | 'swap_axes'
  | 'swi_glu'
  | 'swi_glu_gradient'
  | 'tanh_of';

/** Those that do the same for each of many parts. */
export type PartwiseFunction = 'adam' | 'square_sums';

/** A number, or memory as the module hands it out: an address in WebAssembly, an array in native code. */
export type KernelArgument = number | Float32Array | Int32Array;

/** Memory of several tensors as one argument. */
export type KernelList = number | Float64Array | readonly Float32Array[];

/** What calling a compiled kernel is. */
export type CompiledKernel = (...parameters: readonly (KernelArgument | KernelList)[]) => number;

/** What one part of a partwise kernel reads and writes. */
export interface Part {
  readonly tensors: readonly TensorInfo[];
  readonly sizes: readonly number[];
}

/** The kernels of kernels/*.c, compiled for one backend and at work in the memory of its tensors. */
export interface KernelModule<Name extends string = KernelFunction> {
  /** The backend of TensorFlow.js that the tensors are on. */
  readonly backendName: string;
  readonly rotary: RotaryTables<KernelArgument>;
  /** Calls a kernel with the numbers of `tensors`, then `others`; gives what it returns. */
  run(name: Name, tensors: readonly TensorInfo[], others?: readonly KernelArgument[]): number;
  /** Calls a kernel for each of `parts`, in one call or in many, with its tensors, its sizes, then `others`. */
  runEach(name: PartwiseFunction, parts: readonly Part[], others?: readonly number[]): void;
  /** A new float32 tensor with undefined content. Throws when there is no memory left. */
  output(shape: readonly number[]): TensorInfo;
  /** The same numbers under another shape, without a copy. */
  alias(tensor: TensorInfo, shape: readonly number[]): TensorInfo;
  /** Makes a tensor's numbers its own, for a kernel that overwrites them: whoever was given them keeps what he has. */
  claim(tensor: TensorInfo): void;
  /** Scratch memory for attention over sequences of `length`, until the next call; a matrix product needs no length. */
  scratch(length?: number, headDim?: number): KernelArgument;
  /** `values` where a kernel can read and write them, until the next call. */
  integers(values: Int32Array): KernelArgument;
}

/** With kernels that take as many tensors as there are layers. */
export interface ListingKernelModule<
  Name extends string = KernelFunction,
> extends KernelModule<Name> {
  run(
    name: Name,
    tensors: readonly TensorInfo[],
    others?: readonly (KernelArgument | KernelList)[],
  ): number;
  /** The numbers of float32 tensors as one argument, until the next call. */
  list(tensors: readonly TensorInfo[]): KernelList;
}
