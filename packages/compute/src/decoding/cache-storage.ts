import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';

export interface KeyValueCacheShape {
  readonly layers: number;
  readonly batch: number;
  /** Positions that a row has room for. */
  readonly capacity: number;
  readonly kvHeads: number;
  readonly headDim: number;
}

/** Keys and values of one layer, in the layout that suits the backend; the first axis is the batch. */
export interface LayerStorage {
  readonly keys: Tensor4D;
  readonly values: Tensor4D;
}

/** How a backend keeps and reads the cache of a layer. */
export interface CacheStorage {
  empty(shape: KeyValueCacheShape): LayerStorage;
  /** `k` and `v` are `[batch][position][kvHead][headDim]`; gives the layer with its first positions replaced. */
  write(layer: LayerStorage, k: Tensor, v: Tensor): LayerStorage;
  /** `k` and `v` are `[batch][kvHead][headDim]`; gives the layer with one more position. */
  append(layer: LayerStorage, k: Tensor, v: Tensor, positions: Int32Array): LayerStorage;
  /** `q` is `[batch][head][headDim]`; gives its attention to positions 0..positions[row]. */
  attend(layer: LayerStorage, q: Tensor, positions: Int32Array): Tensor;
}

/** The layer with only these rows, in this order. */
export function selectRows({ keys, values }: LayerStorage, rows: readonly number[]): LayerStorage {
  const ids = tf.tensor1d([...rows], 'int32');
  return { keys: tf.gather(keys, ids), values: tf.gather(values, ids) };
}
