import { CACHED_HEADS } from '../fused/cached-heads.ts';
import { hasKernel } from '../fused/fused-operation.ts';
import type { CacheShape } from './cached-attention.ts';
import { ComposedCache } from './composed-cache.ts';
import { FusedCache } from './fused-cache.ts';

/** Keys and values of the tokens read so far, so that one more token costs one token's work. */
export type KeyValueCache = ComposedCache | FusedCache;

/** An empty cache on the active backend, in the form that suits it; `dispose` frees it. */
export function createCache(shape: CacheShape): KeyValueCache {
  return hasKernel(CACHED_HEADS) ? new FusedCache(shape) : new ComposedCache(shape);
}
