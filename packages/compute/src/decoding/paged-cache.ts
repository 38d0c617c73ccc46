import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { runForValue } from '../fused/fused-operation.ts';
import { PAGED_ATTENTION } from '../fused/paged-attention.ts';
import { PAGED_HEADS, type PagedHeadsAttributes } from '../fused/paged-heads.ts';
import { isPlain } from '../operations/attention-weights.ts';
import { blockOutput } from '../operations/block-output.ts';
import { expectTensor } from '../operations/expect-tensor.ts';
import { expectFrequencies } from '../operations/rotary-frequencies.ts';
import { assertRows, PAGE, placeOf, type CacheRows } from './cache-rows.ts';
import {
  emptyPages,
  ofLayer,
  type CacheShape,
  type Layers,
  type LayerSettings,
  type LayerWeights,
  type PlainLayerWeights,
} from './layers.ts';
import { projectRows } from './project-rows.ts';

/**
 * Keys and values, `[page · PAGE][kvHead · headDim]` a layer, written in place where a backend can do that. Where a model
 * has more than plain projections, those are composed.
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
    expectFrequencies(settings.ropeFrequencies, headDim);
    const given = placeTensors(rows);
    return {
      heard: (layer, hidden) => {
        const weights = ofLayer(this.#weights, layer);
        const attributes: PagedHeadsAttributes = {
          ...{ kvHeads, headDim, page: PAGE, ...settings },
          window: windows[layer] ?? rows.tableWidth * PAGE,
        };
        const cached = { ...ofLayer(this.#storage, layer), ...given };
        if (isPlain(weights)) {
          const { attentionNorm, query, key, value } = expectHeads(weights, this.#shape);
          const inputs = { hidden, attentionNorm, query, key, value, ...cached };
          return runForValue(PAGED_HEADS, inputs, attributes) as Tensor2D;
        }
        const own = projectRows(hidden, weights, this.#shape, rows.positions, settings);
        return runForValue(PAGED_ATTENTION, { ...own, ...cached }, attributes) as Tensor2D;
      },
      output: (layer, hidden, heard) =>
        blockOutput(hidden, heard, ofLayer(this.#weights, layer), settings.normEpsilon),
    };
  }

  dispose(): void {
    for (const { keys, values } of this.#storage) tf.dispose([keys, values]);
  }
}

/** The weights of a layer's heads. Throws when one has another shape than the heads ask for. */
function expectHeads(
  weights: PlainLayerWeights,
  { heads, kvHeads, headDim }: CacheShape,
): PlainLayerWeights {
  const dim = weights.attentionNorm.size;
  expectTensor('query', weights.query, [dim, heads * headDim]);
  expectTensor('key', weights.key, [dim, kvHeads * headDim]);
  expectTensor('value', weights.value, weights.key.shape);
  return weights;
}

/** Where rows belong, as `registerPagedAttention` takes it: what goes to a GPU in few pieces takes it less time. */
function placeTensors(rows: CacheRows): { readonly places: Tensor2D; readonly tables: Tensor2D } {
  const { sequences, positions, tables, tableWidth } = rows;
  const places = new Int32Array(3 * positions.length);
  positions.forEach((position, row) => {
    const sequence = sequences[row] ?? 0;
    places.set([position, placeOf(rows, sequence, position), sequence], 3 * row);
  });
  return {
    places: tf.tensor2d(places, [positions.length, 3], 'int32'),
    tables: tf.tensor2d(tables, [tables.length / tableWidth, tableWidth], 'int32'),
  };
}
