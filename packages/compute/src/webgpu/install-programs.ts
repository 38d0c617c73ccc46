import { registerAdam } from '../fused/adam.ts';
import { fusedCausalAttention } from '../fused/causal-attention.ts';
import { fusedChosenLogprobs } from '../fused/chosen-logprobs.ts';
import { fusedEmbed } from '../fused/embed.ts';
import { registerFused } from '../fused/fused-operation.ts';
import { registerNextTokens } from '../fused/next-tokens.ts';
import { registerPagedAttention } from '../fused/paged-attention.ts';
import { fusedRmsNorm } from '../fused/rms-norm.ts';
import { fusedRotaryEmbedding } from '../fused/rotary-embedding.ts';
import { fusedSwiGlu } from '../fused/swi-glu.ts';
import { registerSquareSums } from '../fused/square-sums.ts';
import type { WebGpuKernelModule } from './webgpu-kernel-module.ts';

/** Tensors of the program that has most of them; a GPU need not take more than 8, and then attention is composed. */
const MOST_TENSORS = 9;

/** Sums of a tensor whose elements are summed: as many groups can work at once. */
const MOST_SUMS = 1024;

/** Gives the backend `webgpu` the fused operations that there are programs of, which may have `most` tensors. */
export function installPrograms(module: WebGpuKernelModule, most: number): void {
  if (most >= MOST_TENSORS) registerFused(fusedCausalAttention, module);
  registerFused(fusedChosenLogprobs, module);
  registerFused(fusedEmbed, module);
  registerFused(fusedRmsNorm, module);
  registerFused(fusedRotaryEmbedding, module);
  registerFused(fusedSwiGlu, module);
  registerAdam(module);
  registerNextTokens(module);
  registerPagedAttention(module);
  registerSquareSums(module, MOST_SUMS);
}
