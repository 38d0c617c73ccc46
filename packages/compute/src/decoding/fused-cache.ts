import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { runKernel } from '../fused/fused-operation.ts';
import { CACHE_ROOM, TRANSFORMER_BLOCK, type BlockAttributes } from '../fused/transformer-block.ts';
import { expectTensor } from '../operations/expect-tensor.ts';
import { assertRows, PAGE, type CacheRows } from './cache-rows.ts';
import type { CacheShape } from './composed-cache.ts';

/** Weights of one layer. Projections are `[in][out]`, gains `[dim]`. */
export interface BlockWeights {
  readonly attentionNorm: Tensor;
  readonly query: Tensor;
  readonly key: Tensor;
  readonly value: Tensor;
  readonly attentionOutput: Tensor;
  readonly feedForwardNorm: Tensor;
  readonly gate: Tensor;
  readonly up: Tensor;
  readonly down: Tensor;
}

export interface BlockSettings {
  readonly normEpsilon: number;
  readonly ropeBase: number;
}

/** One layer over rows: takes and gives `[row][dim]`. */
export type CachedBlock = (layer: number, hidden: Tensor2D, weights: BlockWeights) => Tensor2D;

/** Keys and values in the layout of the kernels, written in place: a whole layer is one call. */
export class FusedCache {
  readonly kind = 'fused';
  readonly #shape: CacheShape;
  readonly #layers: readonly { readonly keys: Tensor; readonly values: Tensor }[];

  constructor(shape: CacheShape) {
    const { layers, pages, kvHeads, headDim } = shape;
    const empty = (inner: [number, number]): Tensor =>
      tf.keep(runKernel(CACHE_ROOM, {}, { shape: [pages, kvHeads, ...inner] })[0] as Tensor);
    this.#shape = shape;
    this.#layers = Array.from({ length: layers }, () => ({
      keys: empty([headDim, PAGE]),
      values: empty([PAGE, headDim]),
    }));
  }

  /**
   * Layers of a decoder of the Llama family over these rows, whose keys and values they write.
   * To be called, and its result to be used, inside one `tf.tidy`. Throws when a row has no place in the cache, or a
   * weight another shape than the cache's heads ask for.
   */
  blocks(rows: CacheRows, settings: BlockSettings): CachedBlock {
    const { pages, heads, kvHeads, headDim } = this.#shape;
    assertRows(rows, pages);
    const { sequences, positions, tables, tableWidth } = rows;
    const places = {
      sequences: tf.tensor1d(sequences, 'int32'),
      positions: tf.tensor1d(positions, 'int32'),
      tables: tf.tensor2d(tables, [tables.length / tableWidth, tableWidth], 'int32'),
    };
    const attributes: BlockAttributes = {
      ...settings,
      ...{ heads, kvHeads, headDim, capacity: tableWidth * PAGE },
    };
    return (layer, hidden, weights) => {
      const storage = this.#layers[layer];
      if (storage === undefined) {
        throw new RangeError(`layer ${layer} of a cache with ${this.#layers.length} layers`);
      }
      expectTensor('hidden', hidden, [positions.length, null]);
      this.#expectWeights(weights, hidden.shape[1]);
      const [out, workspace] = runKernel(
        TRANSFORMER_BLOCK,
        { hidden, ...weights, ...storage, ...places },
        attributes,
      ) as [Tensor2D, Tensor];
      workspace.dispose();
      return out;
    };
  }

  dispose(): void {
    for (const { keys, values } of this.#layers) tf.dispose([keys, values]);
  }

  #expectWeights(weights: BlockWeights, dim: number): void {
    const { heads, kvHeads, headDim } = this.#shape;
    const hiddenDim = weights.gate.shape[1] ?? null;
    expectTensor('attentionNorm', weights.attentionNorm, [dim]);
    expectTensor('query', weights.query, [dim, heads * headDim]);
    expectTensor('key', weights.key, [dim, kvHeads * headDim]);
    expectTensor('value', weights.value, [dim, kvHeads * headDim]);
    expectTensor('attentionOutput', weights.attentionOutput, [heads * headDim, dim]);
    expectTensor('feedForwardNorm', weights.feedForwardNorm, [dim]);
    expectTensor('gate', weights.gate, [dim, hiddenDim]);
    expectTensor('up', weights.up, [dim, hiddenDim]);
    expectTensor('down', weights.down, [hiddenDim, dim]);
  }
}
