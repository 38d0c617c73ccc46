import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { fusedBlockOutput } from '../fused/block-output.ts';
import { CACHE_ROOM, CACHED_HEADS, type CachedHeadsAttributes } from '../fused/cached-heads.ts';
import { LAYER_TENSORS } from '../fused/decode.ts';
import { runForValue, runFused } from '../fused/fused-operation.ts';
import { packed } from '../fused/pack-matrix.ts';
import { expectTensor } from '../operations/expect-tensor.ts';
import { expectFrequencies } from '../operations/rotary-frequencies.ts';
import { assertRows, PAGE, rowTensors, type CacheRows } from './cache-rows.ts';
import {
  ofLayer,
  type CacheShape,
  type Layers,
  type LayerSettings,
  type PlainLayerWeights,
} from './layers.ts';

/** A layer as the kernels read it: its matrices packed once for all passes, its part of the cache written in place. */
interface CachedLayer {
  readonly attention: Readonly<Record<'attentionNorm' | 'query' | 'key' | 'value', Tensor>>;
  readonly output: Readonly<Record<'attentionOutput' | 'norm' | 'gate' | 'up' | 'down', Tensor>>;
  readonly storage: { readonly keys: Tensor; readonly values: Tensor };
  readonly hiddenDim: number;
}

/** Keys and values in the layout of the kernels: each half of a layer is one call, and so are whole passes (FusedDecoder). */
export class FusedCache {
  readonly shape: CacheShape;
  readonly #layers: readonly CachedLayer[];

  /** For a model of these layers. Throws when a weight has another shape than the heads ask for. */
  constructor(shape: CacheShape, layers: readonly PlainLayerWeights[]) {
    for (const weights of layers) expectWeights(shape, weights);
    this.shape = shape;
    this.#layers = layers.map((weights) => layerOf(shape, weights));
  }

  /** `[layer · LAYER_TENSORS]` what there is of its layers, for kernels that take all of them. */
  get tensors(): readonly Tensor[] {
    return this.#layers.flatMap(({ attention, output, storage }) => {
      const own = { ...attention, ...output, ...storage };
      return LAYER_TENSORS.map((name) => own[name]);
    });
  }

  /** Numbers of a row between layers, and within the feed-forward part of one; null where there is no layer. */
  get widths(): { readonly dim: number | null; readonly hiddenDim: number } {
    const [layer] = this.#layers;
    return { dim: layer?.attention.attentionNorm.size ?? null, hiddenDim: layer?.hiddenDim ?? 0 };
  }

  /**
   * The layers over these rows, each hearing the positions of its sequence up to its own, once their keys and values are
   * written. To be called, and its results to be used, inside one `tf.tidy`. Throws when a row has no place in the cache.
   */
  layers(rows: CacheRows, { normEpsilon, ropeFrequencies }: LayerSettings): Layers {
    const { pages, heads, kvHeads, headDim } = this.shape;
    assertRows(rows, pages);
    expectFrequencies(ropeFrequencies, headDim);
    const places = rowTensors(rows);
    const attributes: CachedHeadsAttributes = {
      ...{ heads, kvHeads, headDim, normEpsilon, ropeFrequencies },
      capacity: rows.tableWidth * PAGE,
    };
    return {
      heard: (layer, hidden) => {
        const { attention, storage } = ofLayer(this.#layers, layer);
        expectTensor('hidden', hidden, [rows.positions.length, attention.attentionNorm.size]);
        const inputs = { hidden, ...attention, ...storage, ...places };
        return runForValue(CACHED_HEADS, inputs, attributes) as Tensor2D;
      },
      output: (layer, hidden, heard) => {
        const { output, hiddenDim } = ofLayer(this.#layers, layer);
        const given = { hidden, heard, ...output };
        return runFused(fusedBlockOutput, given, {
          normEpsilon,
          packed: { hiddenDim },
        }) as Tensor2D;
      },
    };
  }

  dispose(): void {
    for (const { attention, output, storage } of this.#layers) {
      const { query, key, value } = attention;
      const { attentionOutput, gate, up, down } = output;
      tf.dispose([
        query,
        key,
        value,
        attentionOutput,
        gate,
        up,
        down,
        storage.keys,
        storage.values,
      ]);
    }
  }
}

function layerOf({ pages, kvHeads, headDim }: CacheShape, weights: PlainLayerWeights): CachedLayer {
  const room = (inner: [number, number]): Tensor =>
    tf.keep(runForValue(CACHE_ROOM, {}, { shape: [pages, kvHeads, ...inner] }));
  return {
    attention: {
      attentionNorm: weights.attentionNorm,
      query: packed(weights.query),
      key: packed(weights.key),
      value: packed(weights.value),
    },
    output: {
      attentionOutput: packed(weights.attentionOutput),
      norm: weights.feedForwardNorm,
      gate: packed(weights.gate),
      up: packed(weights.up),
      down: packed(weights.down),
    },
    storage: { keys: room([headDim, PAGE]), values: room([PAGE, headDim]) },
    hiddenDim: weights.gate.shape[1] ?? 0,
  };
}

function expectWeights({ heads, kvHeads, headDim }: CacheShape, weights: PlainLayerWeights): void {
  const dim = weights.attentionNorm.size;
  const hiddenDim = weights.gate.shape[1] ?? null;
  const shapes: Readonly<Record<keyof PlainLayerWeights, readonly (number | null)[]>> = {
    attentionNorm: [dim],
    query: [dim, heads * headDim],
    key: [dim, kvHeads * headDim],
    value: [dim, kvHeads * headDim],
    attentionOutput: [heads * headDim, dim],
    feedForwardNorm: [dim],
    gate: [dim, hiddenDim],
    up: [dim, hiddenDim],
    down: [hiddenDim, dim],
  };
  for (const [name, shape] of Object.entries(shapes)) {
    expectTensor(name, weights[name as keyof PlainLayerWeights], shape);
  }
}
