import type { WasmBackend } from './wasm-backend.ts';

/** A block of the WebAssembly heap that grows when more is asked for. */
export class GrowingBlock {
  readonly #backend: WasmBackend;
  #address = 0;
  #bytes = 0;

  constructor(backend: WasmBackend) {
    this.#backend = backend;
  }

  /** Address of at least `bytes`; what was there before is lost when the block moves. */
  reserve(bytes: number): number {
    if (bytes > this.#bytes) {
      if (this.#address !== 0) this.#backend.wasm._free(this.#address);
      this.#bytes = 2 * bytes;
      this.#address = allocate(this.#backend, this.#bytes);
    }
    return this.#address;
  }
}

/** Address of new memory. Throws when the heap is full. */
export function allocate(backend: WasmBackend, bytes: number): number {
  // Addresses above 2 GiB come back as negative numbers.
  const address = backend.wasm._malloc(bytes) >>> 0;
  if (address === 0) throw outOfMemory(bytes);
  return address;
}

/** What to say when the heap is full. */
export function outOfMemory(bytes: number): Error {
  return new Error(
    `no room for ${bytes} bytes in the WebAssembly heap, which ends at 4 GiB; use smaller batches`,
  );
}
