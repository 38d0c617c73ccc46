import type { Tensor } from '@tensorflow/tfjs-core';
import type { Adapter } from './linear.ts';

/** What every model of the family has: `attentionNorm` is `[dim]`, the others `[dim][head · headDim]`. */
export interface PlainAttentionWeights {
  readonly attentionNorm: Tensor;
  readonly query: Tensor;
  readonly key: Tensor;
  readonly value: Tensor;
}

/** Weights of the first half of a layer. */
export interface AttentionWeights extends PlainAttentionWeights {
  /** Added to what is projected, `[head · headDim]`: Qwen2 has all three. */
  readonly queryBias?: Tensor;
  readonly keyBias?: Tensor;
  readonly valueBias?: Tensor;
  /** Gains of an RMSNorm of each head before it is turned, `[headDim]`: Qwen3 has both. */
  readonly queryNorm?: Tensor;
  readonly keyNorm?: Tensor;
}

/** With what is learned beside the projections, where they are not learned themselves. */
export interface AdaptedAttentionWeights extends AttentionWeights {
  readonly adapters?: Readonly<Partial<Record<'query' | 'key' | 'value', Adapter>>>;
}

/** Whether there is nothing beyond what every model has: the kernels of a whole half of a layer know no more. */
export function isPlain(weights: AdaptedAttentionWeights): boolean {
  const { queryBias, keyBias, valueBias, queryNorm, keyNorm, adapters } = weights;
  const extras = [queryBias, keyBias, valueBias, queryNorm, keyNorm, adapters];
  return extras.every((extra) => extra === undefined);
}
