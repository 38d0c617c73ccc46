import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { AttentionWeights } from '../operations/attention-heads.ts';

export interface CacheShape {
  readonly layers: number;
  /** Of `PAGE` positions each. */
  readonly pages: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
}

export interface AttentionSettings {
  readonly normEpsilon: number;
  readonly ropeBase: number;
}

/** What each row of `[row][dim]` hears in a layer, `[row][head · headDim]`. */
export type CachedAttention = (
  layer: number,
  hidden: Tensor2D,
  weights: AttentionWeights,
) => Tensor2D;
