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

/** Address of new memory. Throws when the heap is full, see `refuseWhenFull`. */
export function allocate(backend: WasmBackend, bytes: number): number {
  // Addresses above 2 GiB come back as negative numbers.
  return backend.wasm._malloc(bytes) >>> 0;
}

/**
 * Makes the backend throw when its heap is full. Stock, it takes address 0 for memory: its kernels would go on and
 * compute with whatever lies there.
 */
export function refuseWhenFull({ wasm }: WasmBackend): void {
  // Emscripten's puts another in its own place when it is first called.
  wasm._free(wasm._malloc(1));
  const malloc = wasm._malloc.bind(wasm);
  wasm._malloc = (bytes) => {
    // Sizes from 4 GiB on would wrap around in 32 bits.
    const address = bytes < HEAP_END ? malloc(bytes) : 0;
    if (address === 0 && bytes > 0) throw outOfMemory(bytes);
    return address;
  };
}

const HEAP_END = 2 ** 32;

/** What to say when the heap is full. */
function outOfMemory(bytes: number): Error {
  return new Error(
    `no room for ${bytes} bytes in the WebAssembly heap, which ends at 4 GiB; use smaller batches`,
  );
}
