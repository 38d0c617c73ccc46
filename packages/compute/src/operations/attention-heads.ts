import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { fusedAttentionHeads, type AttentionHeadsAttributes } from '../fused/attention-heads.ts';
import { hasKernel, runFused } from '../fused/fused-operation.ts';
import { causalAttention } from './causal-attention.ts';
import { expectTensor } from './expect-tensor.ts';
import { linear } from './linear.ts';
import { rmsNorm } from './rms-norm.ts';
import { rotaryEmbedding } from './rotary-embedding.ts';

/** Weights of the first half of a layer: `attentionNorm` is `[dim]`, the others `[dim][head · headDim]`. */
export interface AttentionWeights {
  readonly attentionNorm: Tensor;
  readonly query: Tensor;
  readonly key: Tensor;
  readonly value: Tensor;
}

/**
 * What the heads of a layer hear: pre-norm causal self-attention with rotary embedding, without its output projection.
 * `hidden` is `[batch · position][dim]`, sequences of equal length one after another; gives
 * `[batch · position][head · headDim]`.
 */
export function attentionHeads(
  hidden: Tensor2D,
  { attentionNorm: norm, query, key, value }: AttentionWeights,
  attributes: AttentionHeadsAttributes,
): Tensor2D {
  const { batch, headDim, normEpsilon, ropeBase } = attributes;
  const [rows, dim] = hidden.shape;
  expectTensor('hidden', hidden, [null, norm.size]);
  expectTensor('query', query, [dim, null]);
  expectTensor('key', key, [dim, null]);
  expectTensor('value', value, key.shape);
  if (rows % batch !== 0) throw new RangeError(`${rows} rows are not ${batch} sequences`);
  if (headDim % 2 !== 0) {
    throw new RangeError(`rotary embedding turns pairs, but the head dimension is ${headDim}`);
  }
  if (hasKernel(fusedAttentionHeads.name)) {
    return runFused(
      fusedAttentionHeads,
      { hidden, norm, query, key, value },
      attributes,
    ) as Tensor2D;
  }
  return tf.tidy(() => {
    const normed = rmsNorm(hidden, norm, normEpsilon);
    const byHead = (weight: Tensor): Tensor =>
      tf.reshape(linear(normed, weight), [batch, rows / batch, -1, headDim]);
    const queries = rotaryEmbedding(byHead(query), ropeBase);
    const keys = rotaryEmbedding(byHead(key), ropeBase);
    return tf.reshape(causalAttention(queries, keys, byHead(value)), [rows, -1]);
  });
}
