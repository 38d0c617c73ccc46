import type { TensorInfo } from '@tensorflow/tfjs-core';
import type {
  KernelArgument,
  KernelFunction,
  KernelList,
  ListingKernelModule,
  Part,
  PartwiseFunction,
} from '../kernels/kernel-module.ts';
import { RotaryTables } from '../kernels/rotary-tables.ts';
import type { ArithmeticFunction, NativeKernels } from './addon.ts';
import type { NativeBackend } from './native-backend.ts';

/** The kernels of the addon, at work in the arrays of the tensors. */
export class NativeKernelModule implements ListingKernelModule<
  KernelFunction | ArithmeticFunction
> {
  readonly backendName = 'native';
  readonly rotary: RotaryTables<KernelArgument>;
  readonly #backend: NativeBackend;
  readonly #kernels: NativeKernels;
  #scratch = new Float32Array();

  constructor(backend: NativeBackend, kernels: NativeKernels) {
    this.rotary = new RotaryTables<KernelArgument>({ place: (values) => values, free: () => {} });
    this.#backend = backend;
    this.#kernels = kernels;
  }

  run(
    name: KernelFunction | PartwiseFunction | ArithmeticFunction,
    tensors: readonly TensorInfo[],
    others: readonly (KernelArgument | KernelList)[] = [],
  ): number {
    return this.#kernels[name](
      ...tensors.map((tensor) => this.#backend.numbers(tensor)),
      ...others,
    );
  }

  runEach(name: PartwiseFunction, parts: readonly Part[], others: readonly number[] = []): void {
    for (const { tensors, sizes } of parts) this.run(name, tensors, [...sizes, ...others]);
  }

  output(shape: readonly number[]): TensorInfo {
    return this.#backend.output(shape);
  }

  alias({ dataId, dtype }: TensorInfo, shape: readonly number[]): TensorInfo {
    this.#backend.incRef(dataId);
    return { dataId, shape: [...shape], dtype };
  }

  claim(tensor: TensorInfo): void {
    this.#backend.claim(tensor);
  }

  scratch(length = 0, headDim = 0): Float32Array {
    const size = this.#kernels.scratch_bytes(length, headDim) / Float32Array.BYTES_PER_ELEMENT;
    if (size > this.#scratch.length) this.#scratch = new Float32Array(2 * size);
    return this.#scratch;
  }

  integers(values: Int32Array): Int32Array {
    return values;
  }

  list(tensors: readonly TensorInfo[]): readonly Float32Array[] {
    // Which the addon looks at again.
    return tensors.map((tensor) => this.#backend.numbers(tensor) as Float32Array);
  }
}
