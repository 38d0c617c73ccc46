import { attentionHeads, type CachedAttention } from '@waltz/compute';
import { headDim, type Architecture } from './architecture.ts';

/** How rows see each other: gives what each row of `[row][dim]` hears in a layer, `[row][head · headDim]`. */
export type Attention = CachedAttention;

/** Attention over whole sequences: the rows are those of `[batch][position]`, padded on the right. */
export function sequenceAttention(architecture: Architecture, batch: number): Attention {
  const { normEpsilon, ropeBase } = architecture;
  const attributes = { batch, headDim: headDim(architecture), normEpsilon, ropeBase };
  return (_, hidden, weights) => attentionHeads(hidden, weights, attributes);
}
