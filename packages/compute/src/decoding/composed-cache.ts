import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { blockOutput } from '../operations/block-output.ts';
import { assertRows, PAGE, placeOf, type CacheRows } from './cache-rows.ts';
import {
  emptyPages,
  ofLayer,
  type CacheShape,
  type Layers,
  type LayerSettings,
  type LayerWeights,
} from './layers.ts';
import { projectRows } from './project-rows.ts';
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
    this.#shape = shape;
    this.#weights = layers;
    this.#storage = layers.map(() => ({ keys: emptyPages(shape), values: emptyPages(shape) }));
  }

  /**
   * The layers over these rows, each hearing the positions of its sequence up to its own, once their keys and values are
   * written. To be called, and its results to be used, inside one `tf.tidy`. Throws when a row has no place in the cache,
   * or when a weight has another shape than the heads ask for.
   */
  layers(rows: CacheRows, settings: LayerSettings): Layers {
    const { pages, windows = [] } = this.#shape;
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
    const heard = (layer: number, hidden: Tensor2D): Tensor2D => {
      const weights = ofLayer(this.#weights, layer);
      const { q, k, v } = projectRows(hidden, weights, this.#shape, rows.positions, settings);
      const { keys, values } = this.#write(layer, k, v, written);
      const inGroups = groups.map((group) => group.attend(q, keys, values, windows[layer] ?? null));
      return tf.gather<Tensor2D>(tf.concat(inGroups, 0), rowOrder);
    };
    return {
      heard,
      output: (layer, hidden, heardBefore) =>
        blockOutput(hidden, heardBefore, ofLayer(this.#weights, layer), settings.normEpsilon),
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
  /** By window: layers of a kind share one. */
  readonly #masks = new Map<number | null, Tensor>();

  constructor(group: RowGroup, shape: CacheShape) {
    const { rows, places } = group;
    this.rows = rows;
    this.#group = group;
    this.#shape = shape;
    this.#queries = tf.tensor1d([...rows], 'int32');
    this.#places = tf.tensor1d([...places], 'int32');
  }

  /** `[row of the group][head · headDim]`; each row hears `window` positions, null for all. */
  attend(q: Tensor, keys: Tensor2D, values: Tensor2D, window: number | null): Tensor2D {
    const mask = this.#maskOf(window);
    return tf.tidy(() => {
      const { batch, length } = this.#group;
      const { heads, kvHeads, headDim } = this.#shape;
      const byHead = (x: Tensor, rows: Tensor1D, headCount: number): Tensor =>
        tf.transpose(tf.reshape(tf.gather(x, rows), [batch, -1, headCount, headDim]), [0, 2, 1, 3]);
      const grouped = [batch, kvHeads, (heads / kvHeads) * length, headDim];
      const queries = tf.reshape(byHead(q, this.#queries, heads), grouped);
      const scores = tf.matMul(queries, byHead(keys, this.#places, kvHeads), false, true);
      const weights = tf.softmax(tf.add(tf.mul(scores, 1 / Math.sqrt(headDim)), mask));
      const mixed = tf.matMul(weights, byHead(values, this.#places, kvHeads));
      const byRow = tf.transpose(tf.reshape(mixed, [batch, heads, length, headDim]), [0, 2, 1, 3]);
      return tf.reshape(byRow, [batch * length, heads * headDim]);
    });
  }

  /** `[batch][1][head · position][reach]`: 0 where a query may look. */
  #maskOf(window: number | null): Tensor {
    const known = this.#masks.get(window);
    if (known !== undefined) return known;
    const { batch, length, positions, places } = this.#group;
    const reach = places.length / batch;
    const mask = new Float32Array(positions.length * reach);
    positions.forEach((position, row) => {
      const earliest = window === null ? 0 : Math.max(0, position + 1 - window);
      mask.fill(MASKED, row * reach, row * reach + earliest);
      mask.fill(MASKED, row * reach + position + 1, (row + 1) * reach);
    });
    // Query heads that share keys lie below each other.
    const { heads, kvHeads } = this.#shape;
    const each = tf.tensor4d(mask, [batch, 1, length, reach]);
    const made = tf.tile(each, [1, 1, heads / kvHeads, 1]);
    this.#masks.set(window, made);
    return made;
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
