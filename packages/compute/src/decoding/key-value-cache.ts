import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor3D } from '@tensorflow/tfjs-core';
import { CACHED_ATTENTION } from '../fused/cached-attention.ts';
import { hasKernel } from '../fused/fused-operation.ts';
import { expectTensor } from '../operations/expect-tensor.ts';
import {
  selectRows,
  type CacheStorage,
  type KeyValueCacheShape,
  type LayerStorage,
} from './cache-storage.ts';
import { composedStorage } from './composed-storage.ts';
import { fusedStorage } from './fused-storage.ts';

export type { KeyValueCacheShape } from './cache-storage.ts';

/** Keys and values of the tokens read so far, so that one more token costs one token's work. */
export class KeyValueCache {
  readonly #storage: CacheStorage;
  readonly #shape: KeyValueCacheShape;
  readonly #layers: LayerStorage[];
  #batch: number;

  private constructor(shape: KeyValueCacheShape, storage: CacheStorage) {
    this.#storage = storage;
    this.#shape = shape;
    this.#batch = shape.batch;
    this.#layers = Array.from({ length: shape.layers }, () => kept(() => storage.empty(shape)));
  }

  /** An empty cache on the active backend; `dispose` frees it. */
  static create(shape: KeyValueCacheShape): KeyValueCache {
    return new KeyValueCache(shape, hasKernel(CACHED_ATTENTION) ? fusedStorage : composedStorage);
  }

  /**
   * Writes keys (already rotated) and values of the first positions of every row.
   * Both are `[batch][position][kvHead][headDim]`. Throws when they do not fit.
   */
  write(layer: number, k: Tensor, v: Tensor): void {
    const { kvHeads, headDim } = this.#shape;
    const [batch = 0, length = 0] = k.shape;
    this.#check(batch, length - 1);
    expectTensor('k', k, [batch, length, kvHeads, headDim]);
    expectTensor('v', v, k.shape);
    this.#replace(layer, (storage) => this.#storage.write(storage, k, v));
  }

  /**
   * Writes one token a row at its own position, and attends to positions 0..positions[row].
   * `q` is `[batch][head][headDim]`, `k` and `v` are `[batch][kvHead][headDim]` (q and k already rotated),
   * `positions` is `[batch]`; gives `[batch][head][headDim]`. Throws when a position is not in the cache.
   */
  attend(layer: number, q: Tensor, k: Tensor, v: Tensor, positions: Int32Array): Tensor3D {
    const { kvHeads, headDim } = this.#shape;
    for (const position of positions) this.#check(positions.length, position);
    expectTensor('q', q, [positions.length, null, headDim]);
    expectTensor('k', k, [positions.length, kvHeads, headDim]);
    expectTensor('v', v, k.shape);
    const storage = this.#replace(layer, (old) => this.#storage.append(old, k, v, positions));
    return tf.tidy(() => this.#storage.attend(storage, q, positions)) as Tensor3D;
  }

  /** Keeps only these rows, in this order. */
  select(rows: readonly number[]): void {
    this.#layers.forEach((_, layer) => {
      this.#replace(layer, (storage) => selectRows(storage, rows));
    });
    this.#batch = rows.length;
  }

  dispose(): void {
    for (const { keys, values } of this.#layers) tf.dispose([keys, values]);
  }

  #check(rows: number, position: number): void {
    if (rows !== this.#batch) {
      throw new RangeError(
        `${rows} rows for a cache of ${this.#batch}; select the rows that go on`,
      );
    }
    if (position < 0 || position >= this.#shape.capacity) {
      throw new RangeError(
        `position ${position} is not in a cache of ${this.#shape.capacity} positions; create a larger one`,
      );
    }
  }

  #replace(layer: number, next: (storage: LayerStorage) => LayerStorage): LayerStorage {
    const old = this.#layers[layer];
    if (old === undefined) {
      throw new RangeError(`layer ${layer} of a cache with ${this.#layers.length} layers`);
    }
    const replacement = kept(() => next(old));
    if (replacement.keys !== old.keys) tf.dispose([old.keys, old.values]);
    this.#layers[layer] = replacement;
    return replacement;
  }
}

/** What `make` gives, out of reach of any tidy around it. */
function kept(make: () => LayerStorage): LayerStorage {
  const { keys, values } = tf.tidy(() => {
    const storage = make();
    return { keys: tf.keep(storage.keys), values: tf.keep(storage.values) };
  });
  return { keys, values };
}
