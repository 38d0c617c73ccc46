import { readFileSync } from 'node:fs';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type {
  CompiledKernel,
  KernelArgument,
  KernelFunction,
  KernelList,
  ListingKernelModule,
  Part,
  PartwiseFunction,
} from '../kernels/kernel-module.ts';
import { RotaryTables } from '../kernels/rotary-tables.ts';
import { GrowingBlock, allocate } from './heap.ts';
import type { WasmBackend } from './wasm-backend.ts';
import { WebAssembly, type WasmGlobal } from './web-assembly.ts';

/** What kernels.wasm exports. */
type KernelExports = Readonly<
  Record<KernelFunction | PartwiseFunction | 'scratch_bytes', CompiledKernel>
> & {
  readonly __stack_pointer: WasmGlobal;
};

const STACK_BYTES = 64 * 1024;

/** The compiled kernels, as they lie beside their sources. */
export function kernelBytes(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL('../../kernels/kernels.wasm', import.meta.url)));
}

/** Our own WebAssembly module, at work in the memory of tfjs-backend-wasm: tensors are never copied. */
export class WasmKernelModule implements ListingKernelModule {
  readonly backendName = 'wasm';
  readonly #exports: KernelExports;
  readonly rotary: RotaryTables<KernelArgument>;
  readonly #backend: WasmBackend;
  readonly #scratch: GrowingBlock;
  readonly #integers: GrowingBlock;
  readonly #lists: GrowingBlock;

  constructor(backend: WasmBackend) {
    const { memory } = backend.wasm.asm;
    const instance = new WebAssembly.Instance(new WebAssembly.Module(kernelBytes()), {
      env: { memory },
    });
    // The exports of our own file.
    this.#exports = instance.exports as KernelExports;
    // The module's stack must not lie where tfjs keeps its own data: give it a block of the shared heap.
    this.#exports.__stack_pointer.value = (allocate(backend, STACK_BYTES) + STACK_BYTES) & ~15;
    this.rotary = new RotaryTables<number>({
      place: (values) => {
        const address = allocate(backend, values.byteLength);
        const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
        backend.wasm.HEAPU8.set(bytes, address);
        return address;
      },
      free: (address) => {
        backend.wasm._free(address);
      },
    });
    this.#backend = backend;
    this.#scratch = new GrowingBlock(backend);
    this.#integers = new GrowingBlock(backend);
    this.#lists = new GrowingBlock(backend);
  }

  run(
    name: KernelFunction | PartwiseFunction,
    tensors: readonly TensorInfo[],
    others: readonly (KernelArgument | KernelList)[] = [],
  ): number {
    const kernel = this.#exports[name];
    if (kernel.length !== tensors.length + others.length) {
      throw new TypeError(
        `kernel ${name} takes ${kernel.length} arguments, not ${tensors.length + others.length}`,
      );
    }
    return kernel(...tensors.map((tensor) => this.address(tensor)), ...others);
  }

  runEach(name: PartwiseFunction, parts: readonly Part[], others: readonly number[] = []): void {
    for (const { tensors, sizes } of parts) this.run(name, tensors, [...sizes, ...others]);
  }

  /** Where the numbers of a tensor lie. */
  address(tensor: TensorInfo): number {
    return this.#backend.dataIdMap.get(tensor.dataId).memoryOffset;
  }

  output(shape: readonly number[]): TensorInfo {
    return this.#backend.makeOutput(shape, 'float32');
  }

  alias(tensor: TensorInfo, shape: readonly number[]): TensorInfo {
    this.#backend.incRef(tensor.dataId);
    return { dataId: tensor.dataId, shape: [...shape], dtype: tensor.dtype };
  }

  /** Does nothing: a tensor's numbers are in the heap, and everybody else gets copies. */
  claim(): void {}

  scratch(length = 0, headDim = 0): number {
    return this.#scratch.reserve(this.#exports.scratch_bytes(length, headDim));
  }

  integers(values: Int32Array): number {
    return this.#put(values, this.#integers);
  }

  list(tensors: readonly TensorInfo[]): number {
    return this.#put(
      Int32Array.from(tensors, (tensor) => this.address(tensor)),
      this.#lists,
    );
  }

  #put(values: Int32Array, block: GrowingBlock): number {
    const address = block.reserve(values.byteLength);
    new Int32Array(this.#backend.wasm.HEAPU8.buffer, address, values.length).set(values);
    return address;
  }
}
