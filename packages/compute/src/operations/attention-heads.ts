import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { fusedAttentionHeads, type AttentionHeadsAttributes } from '../fused/attention-heads.ts';
import { hasKernel, runFused } from '../fused/fused-operation.ts';
import { isPlain, type AdaptedAttentionWeights } from './attention-weights.ts';
import { causalAttention, narrows } from './causal-attention.ts';
import { expectTensor } from './expect-tensor.ts';
import { projectHeads } from './project-heads.ts';
import { rotaryEmbedding } from './rotary-embedding.ts';
import { expectFrequencies } from './rotary-frequencies.ts';

/** Rows, and how far they hear. */
export interface HearingAttributes extends AttentionHeadsAttributes {
  /** How many positions one hears, its own included; null or left out: all up to its own. */
  readonly window?: number | null;
}

/**
 * What the heads of a layer hear: pre-norm causal self-attention with rotary embedding, without its output projection.
 * `hidden` is `[batch · position][dim]`, sequences of equal length one after another; gives
 * `[batch · position][head · headDim]`.
 */
export function attentionHeads(
  hidden: Tensor2D,
  weights: AdaptedAttentionWeights,
  { window = null, ...attributes }: HearingAttributes,
): Tensor2D {
  const { attentionNorm: norm, query, key, value } = weights;
  const { batch, headDim, ropeFrequencies } = attributes;
  const [rows, dim] = hidden.shape;
  expectTensor('hidden', hidden, [null, norm.size]);
  expectTensor('query', query, [dim, null]);
  expectTensor('key', key, [dim, null]);
  expectTensor('value', value, key.shape);
  expectFrequencies(ropeFrequencies, headDim);
  if (rows % batch !== 0) throw new RangeError(`${rows} rows are not ${batch} sequences`);
  const length = rows / batch;
  if (hasKernel(fusedAttentionHeads.name) && isPlain(weights) && !narrows(window, length)) {
    return runFused(
      fusedAttentionHeads,
      { hidden, norm, query, key, value },
      attributes,
    ) as Tensor2D;
  }
  return tf.tidy(() => {
    const { queries, keys, values } = projectHeads(hidden, weights, attributes);
    const bySequence = (heads: Tensor): Tensor => tf.reshape(heads, [batch, length, -1, headDim]);
    const turned = (heads: Tensor): Tensor => rotaryEmbedding(bySequence(heads), ropeFrequencies);
    const heard = causalAttention(turned(queries), turned(keys), bySequence(values), window);
    return tf.reshape(heard, [rows, -1]);
  });
}
