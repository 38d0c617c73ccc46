import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelModule } from '../kernels/kernel-module.ts';
import { registerKernel } from './fused-operation.ts';

export const PAGED_ATTENTION = 'WaltzPagedAttention';

/** What a backend has that attends to a cache in pages, but has no kernel for the whole half of a layer. */
export type PagedFunction = 'paged_write' | 'paged_attention';

export interface PagedAttentionAttributes {
  readonly kvHeads: number;
  readonly headDim: number;
  /** Positions of a page. */
  readonly page: number;
  /** How many positions a row hears, its own included. */
  readonly window: number;
}

/**
 * Registers the attention of rows to the cache, into which their own keys and values are written first, in place. Queries
 * are `[row][head · headDim]`, keys and values of the rows `[row][kvHead · headDim]`, those of the cache
 * `[page · position][kvHead · headDim]`; `places` is int32 `[row][3]`, the position of a row, its place in the cache and its
 * sequence, `tables` int32 `[sequence][pageIndex]`. Gives what the rows hear.
 */
export function registerPagedAttention(module: KernelModule<PagedFunction>): void {
  registerKernel(PAGED_ATTENTION, module, (inputs, attributes) => {
    const { kvHeads, headDim, page, window } = attributes as PagedAttentionAttributes;
    const { q, k, v, keys, values, places, tables } = inputs as Record<
      'q' | 'k' | 'v' | 'keys' | 'values' | 'places' | 'tables',
      TensorInfo
    >;
    const [rows, width] = q.shape as [number, number];
    for (const overwritten of [keys, values]) module.claim(overwritten);
    module.run('paged_write', [k, v, places, keys, values], [rows, kvHeads * headDim]);
    const out = module.output(q.shape);
    module.run(
      'paged_attention',
      [q, keys, values, places, tables, out],
      [rows, width / headDim, kvHeads, headDim, tables.shape[1] as number, page, window],
    );
    return [out];
  });
}
