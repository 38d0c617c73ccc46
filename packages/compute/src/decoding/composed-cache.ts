import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { expectTensor } from '../operations/expect-tensor.ts';
import { linear } from '../operations/linear.ts';
import { rmsNorm } from '../operations/rms-norm.ts';
import { rotaryAt } from '../operations/rotary-embedding.ts';
import { assertRows, PAGE, placeOf, type CacheRows } from './cache-rows.ts';
import type { AttentionSettings, CachedAttention, CacheShape } from './cached-attention.ts';
import { groupRows, type RowGroup } from './row-groups.ts';

/** Far enough below any score that its exponential is exactly 0. */
const MASKED = -1e30;

/** Keys and values, `[page · PAGE][kvHead · headDim]` a layer, made anew by each pass: it runs on every backend. */
export class ComposedCache {
  readonly #shape: CacheShape;
  readonly #layers: { keys: Tensor2D; values: Tensor2D }[];

  constructor(shape: CacheShape) {
    const { layers, pages, kvHeads, headDim } = shape;
    const empty = (): Tensor2D =>
      tf.tidy(() => tf.keep(tf.zeros<tf.Rank.R2>([pages * PAGE, kvHeads * headDim])));
    this.#shape = shape;
    this.#layers = Array.from({ length: layers }, () => ({ keys: empty(), values: empty() }));
  }

  /**
   * Attention of these rows to the positions of their sequences up to their own, once their keys and values are written.
   * To be called, and its result to be used, inside one `tf.tidy`. Throws when a row has no place in the cache.
   */
  attention(rows: CacheRows, { normEpsilon, ropeBase }: AttentionSettings): CachedAttention {
    const { pages, heads, kvHeads, headDim } = this.#shape;
    assertRows(rows, pages);
    const count = rows.positions.length;
    const written = tf.tensor1d(placesAfterWriting(rows, pages), 'int32');
    const groups = groupRows(rows).map((group) => new GroupAttention(group, this.#shape));
    const order = new Int32Array(count);
    groups
      .flatMap(({ rows: members }) => members)
      .forEach((row, at) => {
        order[row] = at;
      });
    const rowOrder = tf.tensor1d(order, 'int32');
    const turned = (x: Tensor2D): Tensor2D => {
      const byHead = tf.reshape(x, [count, -1, headDim]);
      return tf.reshape(rotaryAt(byHead, rows.positions, ropeBase), x.shape);
    };
    return (layer, hidden, { attentionNorm, query, key, value }) => {
      const normed = rmsNorm(hidden, attentionNorm, normEpsilon);
      const [q, k] = [turned(linear(normed, query)), turned(linear(normed, key))];
      const v = linear(normed, value);
      expectTensor('q', q, [count, heads * headDim]);
      expectTensor('k', k, [count, kvHeads * headDim]);
      expectTensor('v', v, k.shape);
      const { keys, values } = this.#write(layer, k, v, written);
      const heard = groups.map((group) => group.attend(q, keys, values));
      return tf.gather<Tensor2D>(tf.concat(heard, 0), rowOrder);
    };
  }

  dispose(): void {
    for (const { keys, values } of this.#layers) tf.dispose([keys, values]);
  }

  /** The layer with new rows in their places. */
  #write(layer: number, k: Tensor, v: Tensor, written: Tensor1D) {
    const old = this.#layers[layer];
    if (old === undefined) {
      throw new RangeError(`layer ${layer} of a cache with ${this.#layers.length} layers`);
    }
    const renewed = (kept: Tensor2D, added: Tensor): Tensor2D => {
      const next = tf.tidy(() => tf.gather(tf.concat([kept, added as Tensor2D], 0), written));
      kept.dispose();
      return tf.keep(next);
    };
    const layerNow = { keys: renewed(old.keys, k), values: renewed(old.values, v) };
    this.#layers[layer] = layerNow;
    return layerNow;
  }
}

/** Attention of sequences that have equally many rows, side by side. */
class GroupAttention {
  readonly rows: readonly number[];
  readonly #group: RowGroup;
  readonly #shape: CacheShape;
  readonly #queries: Tensor1D;
  readonly #places: Tensor1D;
  readonly #mask: Tensor;

  constructor(group: RowGroup, shape: CacheShape) {
    const { batch, length, rows, places, positions } = group;
    const reach = places.length / batch;
    const mask = new Float32Array(rows.length * reach);
    positions.forEach((position, row) => {
      mask.fill(MASKED, row * reach + position + 1, (row + 1) * reach);
    });
    const each = tf.tensor4d(mask, [batch, 1, length, reach]);
    this.rows = rows;
    this.#group = group;
    this.#shape = shape;
    this.#queries = tf.tensor1d([...rows], 'int32');
    this.#places = tf.tensor1d([...places], 'int32');
    // Query heads that share keys lie below each other.
    this.#mask = tf.tile(each, [1, 1, shape.heads / shape.kvHeads, 1]);
  }

  /** `[row of the group][head · headDim]` */
  attend(q: Tensor, keys: Tensor2D, values: Tensor2D): Tensor2D {
    return tf.tidy(() => {
      const { batch, length } = this.#group;
      const { heads, kvHeads, headDim } = this.#shape;
      const byHead = (x: Tensor, rows: Tensor1D, headCount: number): Tensor =>
        tf.transpose(tf.reshape(tf.gather(x, rows), [batch, -1, headCount, headDim]), [0, 2, 1, 3]);
      const grouped = [batch, kvHeads, (heads / kvHeads) * length, headDim];
      const queries = tf.reshape(byHead(q, this.#queries, heads), grouped);
      const scores = tf.matMul(queries, byHead(keys, this.#places, kvHeads), false, true);
      const weights = tf.softmax(tf.add(tf.mul(scores, 1 / Math.sqrt(headDim)), this.#mask));
      const mixed = tf.matMul(weights, byHead(values, this.#places, kvHeads));
      const byRow = tf.transpose(tf.reshape(mixed, [batch, heads, length, headDim]), [0, 2, 1, 3]);
      return tf.reshape(byRow, [batch * length, heads * headDim]);
    });
  }
}

/** `[place]` of each place of the cache: where its content comes from, new rows being counted after all places. */
function placesAfterWriting(rows: CacheRows, pages: number): Int32Array {
  const written = Int32Array.from({ length: pages * PAGE }, (_, place) => place);
  rows.sequences.forEach((sequence, row) => {
    written[placeOf(rows, sequence, rows.positions[row] ?? 0)] = pages * PAGE + row;
  });
  return written;
}
