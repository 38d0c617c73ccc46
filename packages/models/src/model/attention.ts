import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { causalAttention, rotaryAt, rotaryEmbedding, type KeyValueCache } from '@waltz/compute';
import { headDim, type Architecture } from './architecture.ts';

/**
 * How rows see each other: from queries, keys and values side by side, `[row][column]`, to what each row heard,
 * `[row][head · headDim]`.
 */
export type Attention = (layer: number, queryKeyValue: Tensor2D) => Tensor2D;

/**
 * Attention over whole sequences: the rows are those of `[batch][position]`, padded on the right.
 * Keys and values are also written to `cache` when there is one, for `cachedAttention` to go on from.
 */
export function sequenceAttention(
  architecture: Architecture,
  batch: number,
  cache?: KeyValueCache,
): Attention {
  return (layer, queryKeyValue) => {
    const positions = queryKeyValue.shape[0] / batch;
    const [q, k, v] = splitHeads(architecture, queryKeyValue, [batch, positions]);
    const turnedKeys = rotaryEmbedding(k, architecture.ropeBase);
    cache?.write(layer, turnedKeys, v);
    const heard = causalAttention(rotaryEmbedding(q, architecture.ropeBase), turnedKeys, v);
    return joinHeads(heard, queryKeyValue.shape[0]);
  };
}

/** Attention of one new token a row to what `cache` holds; `positions` `[row]` is where each token stands. */
export function cachedAttention(
  architecture: Architecture,
  cache: KeyValueCache,
  positions: Int32Array,
): Attention {
  return (layer, queryKeyValue) => {
    const rows = queryKeyValue.shape[0];
    const [q, k, v] = splitHeads(architecture, queryKeyValue, [rows]);
    const { ropeBase } = architecture;
    const turnedQueries = rotaryAt(q, positions, ropeBase);
    const turnedKeys = rotaryAt(k, positions, ropeBase);
    return joinHeads(cache.attend(layer, turnedQueries, turnedKeys, v, positions), rows);
  };
}

/** Queries, keys and values as `[…leading][head][headDim]`. */
function splitHeads(
  architecture: Architecture,
  queryKeyValue: Tensor2D,
  leading: readonly number[],
): [Tensor, Tensor, Tensor] {
  const { heads, kvHeads } = architecture;
  const width = headDim(architecture);
  // Columns are cut while they lie side by side: that copies a row at a time, not a head at a time.
  const [q, k, v] = tf.split(
    queryKeyValue,
    [heads, kvHeads, kvHeads].map((count) => count * width),
    1,
  ) as [Tensor2D, Tensor2D, Tensor2D];
  return [
    tf.reshape(q, [...leading, heads, width]),
    tf.reshape(k, [...leading, kvHeads, width]),
    tf.reshape(v, [...leading, kvHeads, width]),
  ];
}

function joinHeads(heard: Tensor, rows: number): Tensor2D {
  return tf.reshape(heard, [rows, heard.size / rows]);
}
