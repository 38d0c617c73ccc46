import { rotaryAngles } from '../operations/rotary-angles.ts';

interface Table<Memory> {
  readonly length: number;
  readonly cosines: Memory;
  readonly sines: Memory;
  /** 0, 1, 2, …: the positions of a whole sequence. */
  readonly positions: Memory;
}

/** Where a backend keeps numbers that are no tensor. */
export interface TableStorage<Memory> {
  place(values: Float32Array | Int32Array): Memory;
  free(memory: Memory): void;
}

/** Cosines and sines of all positions up to the largest one asked for, where the kernels of a backend can read them. */
export class RotaryTables<Memory> {
  readonly #storage: TableStorage<Memory>;
  readonly #tables = new Map<string, Table<Memory>>();

  constructor(storage: TableStorage<Memory>) {
    this.#storage = storage;
  }

  /** `[position][pair]` tables that hold at least `length` rows. */
  table(frequencies: readonly number[], length: number): Table<Memory> {
    const key = frequencies.join();
    const known = this.#tables.get(key);
    if (known !== undefined && known.length >= length) return known;
    const table = this.#compute(frequencies, Math.max(64, 2 * length));
    if (known !== undefined) {
      const { cosines, sines, positions } = known;
      for (const memory of [cosines, sines, positions]) this.#storage.free(memory);
    }
    this.#tables.set(key, table);
    return table;
  }

  #compute(frequencies: readonly number[], length: number): Table<Memory> {
    const positions = Int32Array.from({ length }, (_, position) => position);
    const angles = rotaryAngles(positions, frequencies);
    return {
      length,
      cosines: this.#storage.place(Float32Array.from(angles, Math.cos)),
      sines: this.#storage.place(Float32Array.from(angles, Math.sin)),
      positions: this.#storage.place(positions),
    };
  }
}
