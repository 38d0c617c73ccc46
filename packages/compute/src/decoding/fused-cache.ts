import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { CACHE_ROOM, CACHED_HEADS, type CachedHeadsAttributes } from '../fused/cached-heads.ts';
import { runKernel } from '../fused/fused-operation.ts';
import type { AttentionWeights } from '../operations/attention-heads.ts';
import { expectTensor } from '../operations/expect-tensor.ts';
import { assertRows, PAGE, type CacheRows } from './cache-rows.ts';
import type { AttentionSettings, CachedAttention, CacheShape } from './cached-attention.ts';

/** Keys and values in the layout of the kernels, written in place: the attention of a layer is one call. */
export class FusedCache {
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
   * Attention of these rows to the positions of their sequences up to their own, once their keys and values are written.
   * To be called, and its result to be used, inside one `tf.tidy`. Throws when a row has no place in the cache, or a
   * weight another shape than the cache's heads ask for.
   */
  attention(rows: CacheRows, settings: AttentionSettings): CachedAttention {
    const { pages, heads, kvHeads, headDim } = this.#shape;
    const { normEpsilon, ropeBase } = settings;
    assertRows(rows, pages);
    const { sequences, positions, tables, tableWidth } = rows;
    const places = {
      sequences: tf.tensor1d(sequences, 'int32'),
      positions: tf.tensor1d(positions, 'int32'),
      tables: tf.tensor2d(tables, [tables.length / tableWidth, tableWidth], 'int32'),
    };
    const attributes: CachedHeadsAttributes = {
      ...{ heads, kvHeads, headDim, normEpsilon, ropeBase },
      capacity: tableWidth * PAGE,
    };
    return (layer, hidden, { attentionNorm, query, key, value }) => {
      const storage = this.#layers[layer];
      if (storage === undefined) {
        throw new RangeError(`layer ${layer} of a cache with ${this.#layers.length} layers`);
      }
      const weights = { attentionNorm, query, key, value };
      expectTensor('hidden', hidden, [positions.length, null]);
      this.#expectWeights(weights, hidden.shape[1]);
      const inputs = { hidden, ...weights, ...storage, ...places };
      const [heard, workspace] = runKernel(CACHED_HEADS, inputs, attributes) as [Tensor2D, Tensor];
      workspace.dispose();
      return heard;
    };
  }

  dispose(): void {
    for (const { keys, values } of this.#layers) tf.dispose([keys, values]);
  }

  #expectWeights({ attentionNorm, query, key, value }: AttentionWeights, dim: number): void {
    const { heads, kvHeads, headDim } = this.#shape;
    expectTensor('attentionNorm', attentionNorm, [dim]);
    expectTensor('query', query, [dim, heads * headDim]);
    expectTensor('key', key, [dim, kvHeads * headDim]);
    expectTensor('value', value, key.shape);
  }
}
