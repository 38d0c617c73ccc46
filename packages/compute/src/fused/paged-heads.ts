import type { PagedAttentionAttributes } from './paged-attention.ts';

/**
 * What rows hear in a layer, from their hidden states: norm, projections, rotary embedding, and attention to a cache in
 * pages, in which the rows have their keys and values from then on.
 */
export const PAGED_HEADS = 'WaltzPagedHeads';

export interface PagedHeadsAttributes extends PagedAttentionAttributes {
  readonly normEpsilon: number;
  /** `[pair]` in radians a position. */
  readonly ropeFrequencies: readonly number[];
}
