import { CACHED_HEADS } from '../fused/cached-heads.ts';
import { hasKernel } from '../fused/fused-operation.ts';
import { PAGED_ATTENTION } from '../fused/paged-attention.ts';
import { isPlain } from '../operations/attention-weights.ts';
import { narrows } from '../operations/causal-attention.ts';
import { PAGE } from './cache-rows.ts';
import { ComposedCache } from './composed-cache.ts';
import { FusedCache } from './fused-cache.ts';
import type { CacheShape, LayerWeights } from './layers.ts';
import { PagedCache } from './paged-cache.ts';

/** Keys and values of the tokens read so far, so that one more token costs one token's work. */
export type KeyValueCache = ComposedCache | FusedCache | PagedCache;

/**
 * An empty cache for a model of these layers on the active backend, in the form that suits it; `dispose` frees it. While
 * it is in use the weights must not change.
 */
export function createCache(shape: CacheShape, layers: readonly LayerWeights[]): KeyValueCache {
  const { pages, windows = [] } = shape;
  const isNarrow = windows.some((window) => narrows(window, pages * PAGE));
  if (hasKernel(CACHED_HEADS) && layers.every(isPlain) && !isNarrow) {
    return new FusedCache(shape, layers);
  }
  return hasKernel(PAGED_ATTENTION)
    ? new PagedCache(shape, layers)
    : new ComposedCache(shape, layers);
}
