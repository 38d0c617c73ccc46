import type { KernelFunction } from '../../kernels/kernel-module.ts';
import type { GpuProgram } from '../gpu-program.ts';
import { adam } from './adam.ts';
import { addRows } from './add-rows.ts';
import { chosenLogprobs, chosenLogprobsGradient } from './chosen-logprobs.ts';
import { gatherRows } from './gather-rows.ts';
import { rmsNorm, rmsNormGradient } from './rms-norm.ts';
import { rotaryEmbedding } from './rotary-embedding.ts';
import { swiGlu, swiGluGradient } from './swi-glu.ts';

/** The kernels that there are programs of: where there is none, the operation is composed of those of TensorFlow.js. */
export const programs: Readonly<Partial<Record<KernelFunction, GpuProgram>>> = {
  adam,
  add_rows: addRows,
  chosen_logprobs: chosenLogprobs,
  chosen_logprobs_gradient: chosenLogprobsGradient,
  gather_rows: gatherRows,
  rms_norm: rmsNorm,
  rms_norm_gradient: rmsNormGradient,
  rotary_embedding: rotaryEmbedding,
  swi_glu: swiGlu,
  swi_glu_gradient: swiGluGradient,
};
