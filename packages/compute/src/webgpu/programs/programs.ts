import type { KernelFunction, PartwiseFunction } from '../../kernels/kernel-module.ts';
import type { PagedFunction } from '../../fused/paged-attention.ts';
import type { GpuProgram } from '../gpu-program.ts';
import { adam } from './adam.ts';
import { addRows } from './add-rows.ts';
import { causalAttention, causalAttentionGradient } from './causal-attention.ts';
import { chosenLogprobs, chosenLogprobsGradient } from './chosen-logprobs.ts';
import { gatherRows } from './gather-rows.ts';
import { nextTokens } from './next-tokens.ts';
import { pagedAttention, pagedWrite } from './paged-attention.ts';
import { rmsNorm, rmsNormGradient } from './rms-norm.ts';
import { rotaryEmbedding } from './rotary-embedding.ts';
import { squareSums } from './square-sums.ts';
import { swiGlu, swiGluGradient } from './swi-glu.ts';

export type WebGpuFunction = KernelFunction | PagedFunction | PartwiseFunction;

/** The kernels that there are programs of: where there is none, the operation is composed of those of TensorFlow.js. */
export const programs: Readonly<Partial<Record<WebGpuFunction, GpuProgram>>> = {
  adam,
  add_rows: addRows,
  causal_attention: causalAttention,
  causal_attention_gradient: causalAttentionGradient,
  chosen_logprobs: chosenLogprobs,
  chosen_logprobs_gradient: chosenLogprobsGradient,
  gather_rows: gatherRows,
  next_tokens: nextTokens,
  paged_attention: pagedAttention,
  paged_write: pagedWrite,
  rms_norm: rmsNorm,
  rms_norm_gradient: rmsNormGradient,
  rotary_embedding: rotaryEmbedding,
  square_sums: squareSums,
  swi_glu: swiGlu,
  swi_glu_gradient: swiGluGradient,
};
