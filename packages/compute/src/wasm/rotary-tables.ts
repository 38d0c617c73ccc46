import { rotaryAngles } from '../operations/rotary-angles.ts';
import { allocate } from './heap.ts';
import type { WasmBackend } from './wasm-backend.ts';

interface Table {
  readonly positions: number;
  readonly cosines: number;
  readonly sines: number;
}

/** Cosines and sines of all positions up to the largest one asked for, in the WebAssembly heap. */
export class RotaryTables {
  readonly #backend: WasmBackend;
  readonly #tables = new Map<string, Table>();

  constructor(backend: WasmBackend) {
    this.#backend = backend;
  }

  /** Addresses of `[position][pair]` tables that hold at least `positions` rows. */
  table(base: number, headDim: number, positions: number): Table {
    const key = `${base} ${headDim}`;
    const known = this.#tables.get(key);
    if (known !== undefined && known.positions >= positions) return known;
    const table = this.#compute(base, headDim, Math.max(64, 2 * positions));
    if (known !== undefined) {
      this.#backend.wasm._free(known.cosines);
      this.#backend.wasm._free(known.sines);
    }
    this.#tables.set(key, table);
    return table;
  }

  #compute(base: number, headDim: number, positions: number): Table {
    const angles = rotaryAngles(
      Int32Array.from({ length: positions }, (_, position) => position),
      headDim,
      base,
    );
    return {
      positions,
      cosines: this.#place(angles.map(Math.cos)),
      sines: this.#place(angles.map(Math.sin)),
    };
  }

  #place(values: Float64Array): number {
    const address = allocate(this.#backend, 4 * values.length);
    new Float32Array(this.#backend.wasm.HEAPU8.buffer, address, values.length).set(values);
    return address;
  }
}
