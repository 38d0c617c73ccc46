import { fusedCausalAttention } from '../../fused/causal-attention.ts';
import type { FusedKernels } from '../../fused/fused-operation.ts';
import type { WebGpuFunction } from '../programs/programs.ts';

/** Attention as kernels have it, whose gradient is two programs: together they have more tensors than a GPU need take. */
export const causalAttention: FusedKernels<
  'q' | 'k' | 'v',
  'out' | 'normaliser',
  object,
  WebGpuFunction
> = {
  ...fusedCausalAttention,
  backward: (module, { q, k, v, out, normaliser, dy }) => {
    const [batch, length, heads, headDim] = q.shape as [number, number, number, number];
    const sizes = [batch, length, heads, k.shape[2] as number, headDim, 0];
    const [dq, dk, dv] = [module.output(q.shape), module.output(k.shape), module.output(v.shape)];
    const mean = module.output(normaliser.shape);
    module.run('causal_attention_query_gradient', [q, k, v, out, normaliser, dy, dq, mean], sizes);
    module.run('causal_attention_key_gradient', [q, k, v, normaliser, mean, dy, dk, dv], sizes);
    return [dq, dk, dv, mean];
  },
};
