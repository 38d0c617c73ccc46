import { rotaryAngles } from '../operations/rotary-angles.ts';

interface Table<Memory> {
  readonly positions: number;
  readonly cosines: Memory;
  readonly sines: Memory;
}

/** Where a backend keeps numbers that are no tensor. */
export interface TableStorage<Memory> {
  place(values: Float32Array): Memory;
  free(memory: Memory): void;
}

/** Cosines and sines of all positions up to the largest one asked for, where the kernels of a backend can read them. */
export class RotaryTables<Memory> {
  readonly #storage: TableStorage<Memory>;
  readonly #tables = new Map<string, Table<Memory>>();

  constructor(storage: TableStorage<Memory>) {
    this.#storage = storage;
  }

  /** `[position][pair]` tables that hold at least `positions` rows. */
  table(frequencies: readonly number[], positions: number): Table<Memory> {
    const key = frequencies.join();
    const known = this.#tables.get(key);
    if (known !== undefined && known.positions >= positions) return known;
    const table = this.#compute(frequencies, Math.max(64, 2 * positions));
    if (known !== undefined) {
      this.#storage.free(known.cosines);
      this.#storage.free(known.sines);
    }
    this.#tables.set(key, table);
    return table;
  }

  #compute(frequencies: readonly number[], positions: number): Table<Memory> {
    const angles = rotaryAngles(
      Int32Array.from({ length: positions }, (_, position) => position),
      frequencies,
    );
    return {
      positions,
      cosines: this.#storage.place(Float32Array.from(angles, Math.cos)),
      sines: this.#storage.place(Float32Array.from(angles, Math.sin)),
    };
  }
}
