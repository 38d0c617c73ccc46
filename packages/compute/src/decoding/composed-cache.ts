import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { blockOutput } from '../operations/block-output.ts';
import { expectTensor } from '../operations/expect-tensor.ts';
import { linear } from '../operations/linear.ts';
import { rmsNorm } from '../operations/rms-norm.ts';
import { rotaryAt } from '../operations/rotary-embedding.ts';
import { assertRows, PAGE, placeOf, type CacheRows } from './cache-rows.ts';
import {
  ofLayer,
  type CacheShape,
  type Layers,
  type LayerSettings,
  type LayerWeights,
} from './layers.ts';
import { groupRows, type RowGroup } from './row-groups.ts';

/** Far enough below any score that its exponential is exactly 0. */
const MASKED = -1e30;

/** Keys and values, `[page · PAGE][kvHead · headDim]` a layer, made anew by each pass: it runs on every backend. */
export class ComposedCache {
  readonly #shape: CacheShape;
  readonly #weights: readonly LayerWeights[];
  readonly #storage: { keys: Tensor2D; values: Tensor2D }[];

  /** For a model of these layers. */
  constructor(shape: CacheShape, layers: readonly LayerWeights[]) {
    const { pages, kvHeads, headDim } = shape;
    const empty = (): Tensor2D =>
      tf.tidy(() => tf.keep(tf.zeros<tf.Rank.R2>([pages * PAGE, kvHeads * headDim])));
    this.#shape = shape;
    this.#weights = layers;
    this.#storage = layers.map(() => ({ keys: empty(), values: empty() }));
  }

  /**
   * The layers over these rows, each hearing the positions of its sequence up to its own, once their keys and values are
   * written. To be called, and its results to be used, inside one `tf.tidy`. Throws when a row has no place in the cache,
   * or when a weight has another shape than the heads ask for.
   */
  layers(rows: CacheRows, { normEpsilon, ropeBase }: LayerSettings): Layers {
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
    const heard = (layer: number, hidden: Tensor2D): Tensor2D => {
      const { attentionNorm, query, key, value } = ofLayer(this.#weights, layer);
      const normed = rmsNorm(hidden, attentionNorm, normEpsilon);
      const [q, k] = [turned(linear(normed, query)), turned(linear(normed, key))];
      const v = linear(normed, value);
      expectTensor('q', q, [count, heads * headDim]);
      expectTensor('k', k, [count, kvHeads * headDim]);
      expectTensor('v', v, k.shape);
      const { keys, values } = this.#write(layer, k, v, written);
      const inGroups = groups.map((group) => group.attend(q, keys, values));
      return tf.gather<Tensor2D>(tf.concat(inGroups, 0), rowOrder);
    };
    return {
      heard,
      output: (layer, hidden, heardBefore) =>
        blockOutput(hidden, heardBefore, ofLayer(this.#weights, layer), normEpsilon),
    };
  }

  dispose(): void {
    for (const { keys, values } of this.#storage) tf.dispose([keys, values]);
  }

  /** The layer with new rows in their places. */
  #write(layer: number, k: Tensor, v: Tensor, written: Tensor1D) {
    const old = ofLayer(this.#storage, layer);
    const renewed = (kept: Tensor2D, added: Tensor): Tensor2D => {
      const next = tf.tidy(() => tf.gather(tf.concat([kept, added as Tensor2D], 0), written));
      kept.dispose();
      return tf.keep(next);
    };
    const layerNow = { keys: renewed(old.keys, k), values: renewed(old.values, v) };
    this.#storage[layer] = layerNow;
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
