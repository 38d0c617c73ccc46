import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import { oneHot } from '../operations/one-hot.ts';

export interface KeyValueCacheShape {
  readonly layers: number;
  readonly batch: number;
  /** Positions that a row has room for. */
  readonly capacity: number;
  readonly kvHeads: number;
  readonly headDim: number;
}

/** Far enough below any score that its exponential is exactly 0. */
const MASKED = -1e30;

/** Keys and values of the tokens read so far, so that one more token costs one token's work. */
export class KeyValueCache {
  readonly #shape: KeyValueCacheShape;
  /** `[layer]`, each `[batch][kvHead][capacity][headDim]`. */
  #keys: Tensor4D[];
  #values: Tensor4D[];

  private constructor(shape: KeyValueCacheShape) {
    const { layers, batch, capacity, kvHeads, headDim } = shape;
    const empty = () => tf.keep(tf.zeros([batch, kvHeads, capacity, headDim]) as Tensor4D);
    this.#shape = shape;
    this.#keys = Array.from({ length: layers }, empty);
    this.#values = Array.from({ length: layers }, empty);
  }

  /** An empty cache; `dispose` frees it. */
  static create(shape: KeyValueCacheShape): KeyValueCache {
    return new KeyValueCache(shape);
  }

  /**
   * Writes keys (already rotated) and values of the first positions of every row.
   * Both are `[batch][position][kvHead][headDim]`. Throws when they do not fit.
   */
  write(layer: number, k: Tensor, v: Tensor): void {
    const { capacity } = this.#shape;
    const length = k.shape[1] ?? 0;
    if (length > capacity) {
      throw new RangeError(`${length} positions do not fit a cache of ${capacity}; make it larger`);
    }
    const padded = (x: Tensor): Tensor4D =>
      tf.pad(tf.transpose(x, [0, 2, 1, 3]) as Tensor4D, [
        [0, 0],
        [0, 0],
        [0, capacity - length],
        [0, 0],
      ]);
    this.#replace(this.#keys, layer, () => padded(k));
    this.#replace(this.#values, layer, () => padded(v));
  }

  /**
   * Writes one token a row at its own position, and attends to positions 0..positions[row].
   * `q` is `[batch][head][headDim]`, `k` and `v` are `[batch][kvHead][headDim]` (q and k already rotated),
   * `positions` is `[batch]`; gives `[batch][head][headDim]`.
   */
  attend(layer: number, q: Tensor, k: Tensor, v: Tensor, positions: Int32Array): Tensor3D {
    const { capacity, kvHeads, headDim } = this.#shape;
    const [batch = 0, heads = 0] = q.shape;
    return tf.tidy(() => {
      const here = oneHot(tf.tensor1d(positions, 'int32'), capacity);
      const at = tf.reshape(here, [batch, 1, capacity, 1]);
      const elsewhere = tf.sub(1, at);
      const put = (cache: Tensor4D, x: Tensor): Tensor4D =>
        tf.add(tf.mul(cache, elsewhere), tf.mul(at, tf.expandDims(x, 2)));
      const keys = this.#replace(this.#keys, layer, (cache) => put(cache, k));
      const values = this.#replace(this.#values, layer, (cache) => put(cache, v));
      const queries = tf.reshape(q, [batch, kvHeads, heads / kvHeads, headDim]);
      const scores = tf.mul(tf.matMul(queries, keys, false, true), 1 / Math.sqrt(headDim));
      const weights = tf.softmax(tf.add(scores, this.#mask(positions)));
      return tf.reshape(tf.matMul(weights, values), [batch, heads, headDim]);
    });
  }

  /** Keeps only these rows, in this order. */
  select(rows: readonly number[]): void {
    const pick = (cache: Tensor4D): Tensor4D => tf.gather(cache, tf.tensor1d([...rows], 'int32'));
    for (let layer = 0; layer < this.#shape.layers; layer++) {
      this.#replace(this.#keys, layer, pick);
      this.#replace(this.#values, layer, pick);
    }
  }

  dispose(): void {
    tf.dispose([this.#keys, this.#values]);
  }

  #replace(side: Tensor4D[], layer: number, next: (cache: Tensor4D) => Tensor4D): Tensor4D {
    const cache = side[layer];
    if (cache === undefined) {
      throw new RangeError(`layer ${layer} of a cache with ${this.#shape.layers} layers`);
    }
    const replacement = tf.keep(tf.tidy(() => next(cache)));
    cache.dispose();
    side[layer] = replacement;
    return replacement;
  }

  #mask(positions: Int32Array): Tensor {
    const { capacity } = this.#shape;
    const mask = new Float32Array(positions.length * capacity);
    positions.forEach((position, row) => {
      mask.fill(MASKED, row * capacity + position + 1, (row + 1) * capacity);
    });
    return tf.tensor(mask, [positions.length, 1, 1, capacity]);
  }
}
