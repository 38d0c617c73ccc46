import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { causalAttention, rotaryAt, rotaryEmbedding, type KeyValueCache } from '@waltz/compute';
import { headDim, type Architecture } from './architecture.ts';

/** What each row asks, offers and says, `[row][head · headDim]`, with kvHeads for keys and values. */
export interface Projections {
  readonly q: Tensor2D;
  readonly k: Tensor2D;
  readonly v: Tensor2D;
}

/** How rows see each other: gives what each row heard, `[row][head · headDim]`. */
export type Attention = (layer: number, projections: Projections) => Tensor2D;

/**
 * Attention over whole sequences: the rows are those of `[batch][position]`, padded on the right.
 * Keys and values are also written to `cache` when there is one, for `cachedAttention` to go on from.
 */
export function sequenceAttention(
  architecture: Architecture,
  batch: number,
  cache?: KeyValueCache,
): Attention {
  const { ropeBase } = architecture;
  const byHead = (x: Tensor2D): Tensor =>
    tf.reshape(x, [batch, x.shape[0] / batch, -1, headDim(architecture)]);
  return (layer, { q, k, v }) => {
    const queries = rotaryEmbedding(byHead(q), ropeBase);
    const keys = rotaryEmbedding(byHead(k), ropeBase);
    const values = byHead(v);
    cache?.write(layer, keys, values);
    return tf.reshape(causalAttention(queries, keys, values), q.shape);
  };
}

/** Attention of one new token a row to what `cache` holds; `positions` `[row]` is where each token stands. */
export function cachedAttention(
  architecture: Architecture,
  cache: KeyValueCache,
  positions: Int32Array,
): Attention {
  const { ropeBase } = architecture;
  const byHead = (x: Tensor2D): Tensor => tf.reshape(x, [x.shape[0], -1, headDim(architecture)]);
  return (layer, { q, k, v }) => {
    const queries = rotaryAt(byHead(q), positions, ropeBase);
    const keys = rotaryAt(byHead(k), positions, ropeBase);
    return tf.reshape(cache.attend(layer, queries, keys, byHead(v), positions), q.shape);
  };
}
