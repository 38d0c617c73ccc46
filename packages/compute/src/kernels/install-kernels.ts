import { registerAdam } from '../fused/adam.ts';
import { fusedAttentionHeads } from '../fused/attention-heads.ts';
import { fusedBlockOutput } from '../fused/block-output.ts';
import { registerCachedHeads } from '../fused/cached-heads.ts';
import { fusedCausalAttention } from '../fused/causal-attention.ts';
import { fusedChosenLogprobs } from '../fused/chosen-logprobs.ts';
import { registerDecode } from '../fused/decode.ts';
import { fusedEmbed } from '../fused/embed.ts';
import { registerFused } from '../fused/fused-operation.ts';
import { registerNextTokens } from '../fused/next-tokens.ts';
import { fusedRmsNorm } from '../fused/rms-norm.ts';
import { fusedRotaryEmbedding } from '../fused/rotary-embedding.ts';
import { fusedSwiGlu } from '../fused/swi-glu.ts';
import { batchMatMul } from '../replaced/batch-mat-mul.ts';
import { gather } from '../replaced/gather.ts';
import { replace } from '../replaced/replacement.ts';
import { cast, identity } from '../replaced/share.ts';
import { sum } from '../replaced/sum.ts';
import { tanh } from '../replaced/tanh.ts';
import { transpose } from '../replaced/transpose.ts';
import type { ListingKernelModule } from './kernel-module.ts';

/** Gives the backend of `module` its fused operations and its better kernels. */
export function installKernels(module: ListingKernelModule): void {
  registerFused(fusedAttentionHeads, module);
  registerFused(fusedBlockOutput, module);
  registerFused(fusedCausalAttention, module);
  registerFused(fusedChosenLogprobs, module);
  registerFused(fusedEmbed, module);
  registerFused(fusedRmsNorm, module);
  registerFused(fusedRotaryEmbedding, module);
  registerFused(fusedSwiGlu, module);
  registerCachedHeads(module);
  registerDecode(module);
  registerNextTokens(module);
  registerAdam(module);
  replace(batchMatMul, module);
  replace(cast, module);
  replace(gather, module);
  replace(identity, module);
  replace(sum, module);
  replace(tanh, module);
  replace(transpose, module);
}
