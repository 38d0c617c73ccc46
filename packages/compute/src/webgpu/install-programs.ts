import { registerAdam } from '../fused/adam.ts';
import { fusedChosenLogprobs } from '../fused/chosen-logprobs.ts';
import { fusedEmbed } from '../fused/embed.ts';
import { registerFused } from '../fused/fused-operation.ts';
import { registerNextTokens } from '../fused/next-tokens.ts';
import { registerPagedAttention } from '../fused/paged-attention.ts';
import { fusedRmsNorm } from '../fused/rms-norm.ts';
import { fusedRotaryEmbedding } from '../fused/rotary-embedding.ts';
import { fusedSwiGlu } from '../fused/swi-glu.ts';
import { registerSquareSums, SUMS_ON_GPU } from '../fused/square-sums.ts';
import { adaptedLinear } from './operations/adapted-linear.ts';
import { attentionHeads } from './operations/attention-heads.ts';
import { blockOutput } from './operations/block-output.ts';
import { causalAttention } from './operations/causal-attention.ts';
import { registerPagedHeads } from './operations/paged-heads.ts';
import type { WebGpuKernelModule } from './webgpu-kernel-module.ts';

/** Gives the backend `webgpu` the fused operations that there are programs of. */
export function installPrograms(module: WebGpuKernelModule): void {
  registerFused(adaptedLinear, module);
  registerFused(attentionHeads, module);
  registerFused(blockOutput, module);
  registerFused(causalAttention, module);
  registerFused(fusedChosenLogprobs, module);
  registerFused(fusedEmbed, module);
  registerFused(fusedRmsNorm, module);
  registerFused(fusedRotaryEmbedding, module);
  registerFused(fusedSwiGlu, module);
  registerAdam(module);
  registerNextTokens(module);
  registerPagedAttention(module);
  registerPagedHeads(module);
  registerSquareSums(module, SUMS_ON_GPU);
}
