import { registerAdam } from '../fused/adam.ts';
import { fusedChosenLogprobs } from '../fused/chosen-logprobs.ts';
import { fusedEmbed } from '../fused/embed.ts';
import { registerFused } from '../fused/fused-operation.ts';
import { registerPagedAttention } from '../fused/paged-attention.ts';
import { fusedRmsNorm } from '../fused/rms-norm.ts';
import { fusedRotaryEmbedding } from '../fused/rotary-embedding.ts';
import { fusedSwiGlu } from '../fused/swi-glu.ts';
import type { WebGpuKernelModule } from './webgpu-kernel-module.ts';

/** Gives the backend `webgpu` the fused operations that there are programs of. */
export function installPrograms(module: WebGpuKernelModule): void {
  registerFused(fusedChosenLogprobs, module);
  registerFused(fusedEmbed, module);
  registerFused(fusedRmsNorm, module);
  registerFused(fusedRotaryEmbedding, module);
  registerFused(fusedSwiGlu, module);
  registerAdam(module);
  registerPagedAttention(module);
}
