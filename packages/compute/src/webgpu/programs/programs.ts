import type { KernelFunction, PartwiseFunction } from '../../kernels/kernel-module.ts';
import type { PagedFunction } from '../../fused/paged-attention.ts';
import type { GpuProgram } from '../gpu-program.ts';
import { adam } from './adam.ts';
import {
  adaptedLinear,
  adaptedLinearGradient,
  adapterGradient,
  lowRank,
  lowRankGradient,
} from './adapted-linear.ts';
import { addProjection, projectionGradient } from './add-projection.ts';
import { addRows } from './add-rows.ts';
import {
  causalAttention,
  causalAttentionKeyGradient,
  causalAttentionQueryGradient,
} from './causal-attention.ts';
import { chosenLogprobs, chosenLogprobsGradient } from './chosen-logprobs.ts';
import { feedForwardGradient, feedForwardWeights, gateUp, gateUpGradient } from './feed-forward.ts';
import { gatherRows } from './gather-rows.ts';
import { nextTokens } from './next-tokens.ts';
import type { PartwiseProgram } from './partwise.ts';
import { pagedAttention, pagedWrite } from './paged-attention.ts';
import { projectHeads, projectHeadsGradient, projectHeadsWeights } from './project-heads.ts';
import {
  feedForwardNormGradient,
  hearingNormGradient,
  rmsNorm,
  rmsNormGradient,
} from './rms-norm.ts';
import { rotaryEmbedding, rotaryHeads, turnIntoPages } from './rotary-embedding.ts';
import { squareSums } from './square-sums.ts';
import { swiGlu, swiGluGradient } from './swi-glu.ts';

/** What there is beside the kernels that others have, too: an operation takes several of them. */
type ProgramFunction =
  | 'adapted_linear'
  | 'adapted_linear_gradient'
  | 'adapter_gradient'
  | 'add_projection'
  | 'causal_attention_key_gradient'
  | 'causal_attention_query_gradient'
  | 'feed_forward_gradient'
  | 'feed_forward_norm_gradient'
  | 'feed_forward_weights'
  | 'gate_up'
  | 'gate_up_gradient'
  | 'hearing_norm_gradient'
  | 'low_rank'
  | 'low_rank_gradient'
  | 'project_heads'
  | 'project_heads_gradient'
  | 'project_heads_weights'
  | 'projection_gradient'
  | 'rotary_heads'
  | 'turn_into_pages';

export type WebGpuFunction = KernelFunction | PagedFunction | ProgramFunction;

/** The kernels that there are programs of: where there is none, the operation is composed of those of TensorFlow.js. */
export const programs: Readonly<Partial<Record<WebGpuFunction, GpuProgram>>> = {
  adapted_linear: adaptedLinear,
  adapted_linear_gradient: adaptedLinearGradient,
  adapter_gradient: adapterGradient,
  add_projection: addProjection,
  add_rows: addRows,
  causal_attention: causalAttention,
  causal_attention_key_gradient: causalAttentionKeyGradient,
  causal_attention_query_gradient: causalAttentionQueryGradient,
  chosen_logprobs: chosenLogprobs,
  chosen_logprobs_gradient: chosenLogprobsGradient,
  feed_forward_gradient: feedForwardGradient,
  feed_forward_norm_gradient: feedForwardNormGradient,
  feed_forward_weights: feedForwardWeights,
  gate_up: gateUp,
  gate_up_gradient: gateUpGradient,
  gather_rows: gatherRows,
  hearing_norm_gradient: hearingNormGradient,
  low_rank: lowRank,
  low_rank_gradient: lowRankGradient,
  next_tokens: nextTokens,
  paged_attention: pagedAttention,
  paged_write: pagedWrite,
  project_heads: projectHeads,
  project_heads_gradient: projectHeadsGradient,
  project_heads_weights: projectHeadsWeights,
  projection_gradient: projectionGradient,
  rms_norm: rmsNorm,
  rms_norm_gradient: rmsNormGradient,
  rotary_embedding: rotaryEmbedding,
  rotary_heads: rotaryHeads,
  swi_glu: swiGlu,
  swi_glu_gradient: swiGluGradient,
  turn_into_pages: turnIntoPages,
};

/** Those that take many parts at once. */
export const partwisePrograms: Readonly<Record<PartwiseFunction, PartwiseProgram>> = {
  adam,
  square_sums: squareSums,
};
