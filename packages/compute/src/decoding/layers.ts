import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import type {
  AdaptedAttentionWeights,
  AttentionWeights,
  PlainAttentionWeights,
} from '../operations/attention-weights.ts';
import type { AdaptedOutputWeights, OutputWeights } from '../operations/block-output.ts';
import { PAGE } from './cache-rows.ts';

/** Weights of one layer. Projections are `[in][out]`, gains `[dim]`. */
export type LayerWeights = AttentionWeights & OutputWeights;

/** With adapters beside the projections. */
export type AdaptedLayerWeights = AdaptedAttentionWeights & AdaptedOutputWeights;

/** What every model of the family has of them. */
export type PlainLayerWeights = PlainAttentionWeights & OutputWeights;

/** Both halves of every layer of a decoder, over the rows of a pass. */
export interface Layers {
  /** What each row of `[row][dim]` hears in a layer, `[row][head · headDim]`. */
  readonly heard: (layer: number, hidden: Tensor2D) => Tensor2D;
  /** `[row][dim]` of any rows after a layer, from what went in and what they heard. */
  readonly output: (layer: number, hidden: Tensor2D, heard: Tensor2D) => Tensor2D;
}

export interface LayerSettings {
  readonly normEpsilon: number;
  /** `[pair]` in radians a position. */
  readonly ropeFrequencies: readonly number[];
}

/** Of a key-value cache. */
export interface CacheShape {
  /** Of `PAGE` positions each. */
  readonly pages: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  /** `[layer]` how many positions a layer hears, its own included; null where it hears all, left out where all do. */
  readonly windows?: readonly (number | null)[];
}

/** `[page · PAGE][kvHead · headDim]` keys or values of a layer, which outlive the tidy that they are made in. */
export function emptyPages({ pages, kvHeads, headDim }: CacheShape): Tensor2D {
  return tf.tidy(() => tf.keep(tf.zeros<tf.Rank.R2>([pages * PAGE, kvHeads * headDim])));
}

/** A member of a list that has a number for each layer. Throws when there is no such layer. */
export function ofLayer<Member>(members: readonly Member[], layer: number): Member {
  const member = members[layer];
  if (member === undefined) {
    throw new RangeError(`there is no layer ${layer} among ${members.length}`);
  }
  return member;
}
