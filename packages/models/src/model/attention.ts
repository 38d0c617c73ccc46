import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import {
  causalAttention,
  rotaryAt,
  rotaryEmbedding,
  type CacheRows,
  type ComposedCache,
} from '@waltz/compute';
import { headDim, type Architecture } from './architecture.ts';

/** What each row asks, offers and says, `[row][head · headDim]`, with kvHeads for keys and values. */
export interface Projections {
  readonly q: Tensor2D;
  readonly k: Tensor2D;
  readonly v: Tensor2D;
}

/** How rows see each other: gives what each row heard, `[row][head · headDim]`. */
export type Attention = (layer: number, projections: Projections) => Tensor2D;

/** Attention over whole sequences: the rows are those of `[batch][position]`, padded on the right. */
export function sequenceAttention(architecture: Architecture, batch: number): Attention {
  const { ropeBase } = architecture;
  const byHead = (x: Tensor2D): Tensor =>
    tf.reshape(x, [batch, x.shape[0] / batch, -1, headDim(architecture)]);
  return (_, { q, k, v }) => {
    const queries = rotaryEmbedding(byHead(q), ropeBase);
    const keys = rotaryEmbedding(byHead(k), ropeBase);
    return tf.reshape(causalAttention(queries, keys, byHead(v)), q.shape);
  };
}

/** Attention of new tokens to what `cache` holds of their sequences, and to each other. */
export function cachedAttention(
  architecture: Architecture,
  cache: ComposedCache,
  rows: CacheRows,
): Attention {
  const attend = cache.attention(rows);
  const turned = (x: Tensor2D): Tensor2D => {
    const byHead = tf.reshape(x, [x.shape[0], -1, headDim(architecture)]);
    return tf.reshape(rotaryAt(byHead, rows.positions, architecture.ropeBase), x.shape);
  };
  return (layer, { q, k, v }) => attend(layer, turned(q), turned(k), v);
}
