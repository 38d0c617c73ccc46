import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { runForValue } from '../fused/fused-operation.ts';
import { PAGED_ATTENTION, type PagedAttentionAttributes } from '../fused/paged-attention.ts';
import { blockOutput } from '../operations/block-output.ts';
import { assertRows, PAGE, rowTensors, type CacheRows } from './cache-rows.ts';
import {
  emptyPages,
  ofLayer,
  type CacheShape,
  type Layers,
  type LayerSettings,
  type LayerWeights,
} from './layers.ts';
import { projectRows } from './project-rows.ts';

/**
 * Keys and values, `[page · PAGE][kvHead · headDim]` a layer, written in place where a backend can do that. The projections
 * are composed, so that it knows all that models have beyond the plain ones.
 */
export class PagedCache {
  readonly #shape: CacheShape;
  readonly #weights: readonly LayerWeights[];
  readonly #storage: readonly { readonly keys: Tensor2D; readonly values: Tensor2D }[];

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
    const { pages, kvHeads, headDim, windows = [] } = this.#shape;
    assertRows(rows, pages);
    const places = rowTensors(rows);
    return {
      heard: (layer, hidden) => {
        const weights = ofLayer(this.#weights, layer);
        const own = projectRows(hidden, weights, this.#shape, rows.positions, settings);
        const attributes: PagedAttentionAttributes = {
          ...{ kvHeads, headDim, page: PAGE },
          window: windows[layer] ?? rows.tableWidth * PAGE,
        };
        const inputs = { ...own, ...ofLayer(this.#storage, layer), ...places };
        return runForValue(PAGED_ATTENTION, inputs, attributes) as Tensor2D;
      },
      output: (layer, hidden, heard) =>
        blockOutput(hidden, heard, ofLayer(this.#weights, layer), settings.normEpsilon),
    };
  }

  dispose(): void {
    for (const { keys, values } of this.#storage) tf.dispose([keys, values]);
  }
}
