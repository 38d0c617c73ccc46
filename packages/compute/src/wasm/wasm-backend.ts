import type { DataType, TensorInfo } from '@tensorflow/tfjs-core';
import { WebAssembly, type WasmMemory } from './web-assembly.ts';

/** What we rely on inside tfjs-backend-wasm 4.22, most of it unknown to its types: a test keeps watch over it. */
export interface WasmBackend {
  readonly wasm: {
    readonly asm: { readonly memory: WasmMemory };
    readonly HEAPU8: Uint8Array;
    _malloc(bytes: number): number;
    _free(address: number): void;
  };
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } };
  makeOutput(shape: readonly number[], dtype: DataType): TensorInfo;
  incRef(dataId: object): void;
  refCount(dataId: object): number;
}

/** Throws when `backend` is not built as the pinned version is. */
export function asWasmBackend(backend: unknown): WasmBackend {
  const candidate = backend as Partial<WasmBackend>;
  const known =
    candidate.wasm?.asm.memory instanceof WebAssembly.Memory &&
    typeof candidate.wasm._malloc === 'function' &&
    typeof candidate.dataIdMap?.get === 'function' &&
    typeof candidate.makeOutput === 'function' &&
    typeof candidate.incRef === 'function' &&
    typeof candidate.refCount === 'function';
  if (!known) {
    throw new Error(
      'this version of @tensorflow/tfjs-backend-wasm keeps its memory elsewhere than 4.22.0, ' +
        'for which the kernels are written; install 4.22.0',
    );
  }
  return candidate as WasmBackend;
}
