import { readFileSync } from 'node:fs';
import type { DataType, TensorInfo } from '@tensorflow/tfjs-core';
import { GrowingBlock, allocate, outOfMemory, sizeOf } from './heap.ts';
import type { KernelExports, KernelFunction } from './kernel-exports.ts';
import { RotaryTables } from './rotary-tables.ts';
import type { WasmBackend } from './wasm-backend.ts';
import { WebAssembly } from './web-assembly.ts';

const STACK_BYTES = 64 * 1024;

/** Sizes from here on would wrap around in 32 bits. */
const HEAP_END = 2 ** 32;

/** The compiled kernels, as they lie beside their sources. */
export function kernelBytes(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL('../../kernels/kernels.wasm', import.meta.url)));
}

/** Our own WebAssembly module, at work in the memory of tfjs-backend-wasm: tensors are never copied. */
export class KernelModule {
  readonly #exports: KernelExports;
  readonly rotary: RotaryTables;
  readonly #backend: WasmBackend;
  readonly #scratch: GrowingBlock;
  readonly #integers: GrowingBlock;

  constructor(backend: WasmBackend) {
    const { memory } = backend.wasm.asm;
    const instance = new WebAssembly.Instance(new WebAssembly.Module(kernelBytes()), {
      env: { memory },
    });
    // The exports of our own file.
    this.#exports = instance.exports as KernelExports;
    // The module's stack must not lie where tfjs keeps its own data: give it a block of the shared heap.
    this.#exports.__stack_pointer.value = (allocate(backend, STACK_BYTES) + STACK_BYTES) & ~15;
    this.rotary = new RotaryTables(backend);
    this.#backend = backend;
    this.#scratch = new GrowingBlock(backend);
    this.#integers = new GrowingBlock(backend);
  }

  /** Calls a kernel with the addresses of `tensors`, then `numbers`; gives what it returns. */
  run(
    name: KernelFunction,
    tensors: readonly TensorInfo[],
    numbers: readonly number[] = [],
  ): number {
    const kernel = this.#exports[name];
    if (kernel.length !== tensors.length + numbers.length) {
      throw new TypeError(
        `kernel ${name} takes ${kernel.length} arguments, not ${tensors.length + numbers.length}`,
      );
    }
    return kernel(...tensors.map((tensor) => this.address(tensor)), ...numbers);
  }

  /** Where the numbers of a tensor lie. */
  address(tensor: TensorInfo): number {
    return this.#backend.dataIdMap.get(tensor.dataId).memoryOffset;
  }

  /** A new tensor with undefined content. Throws when the heap is full. */
  output(shape: readonly number[], dtype: DataType = 'float32'): TensorInfo {
    const bytes = 4 * sizeOf(shape);
    if (bytes >= HEAP_END) throw outOfMemory(bytes);
    const tensor = this.#backend.makeOutput(shape, dtype);
    if (this.address(tensor) === 0 && bytes > 0) throw outOfMemory(bytes);
    return tensor;
  }

  /** The same numbers under another shape, without a copy. */
  alias(tensor: TensorInfo, shape: readonly number[]): TensorInfo {
    this.#backend.incRef(tensor.dataId);
    return { dataId: tensor.dataId, shape: [...shape], dtype: tensor.dtype };
  }

  /** Scratch memory for sequences of `length`, until the next call. */
  scratch(length = 0): number {
    return this.#scratch.reserve(this.#exports.scratch_bytes(length));
  }

  /** Address of a copy of `values`, until the next call. */
  integers(values: Int32Array): number {
    const address = this.#integers.reserve(values.byteLength);
    new Int32Array(this.#backend.wasm.HEAPU8.buffer, address, values.length).set(values);
    return address;
  }
}
