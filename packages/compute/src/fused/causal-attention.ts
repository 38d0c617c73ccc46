import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { FusedOperation } from './fused-operation.ts';

export const fusedCausalAttention: FusedOperation<'q' | 'k' | 'v', 'out' | 'normaliser', object> = {
  name: 'WaltzCausalAttention',
  inputs: ['q', 'k', 'v'],
  outputs: ['out', 'normaliser'],
  saves: ['q', 'k', 'v', 'out', 'normaliser'],
  differentiable: ['q', 'k', 'v'],
  forward: (module, { q, k, v }) => {
    const [batch, length, heads, headDim] = q.shape as Four;
    const out = module.output(q.shape);
    const normaliser = module.output([batch, heads, length]);
    const scratch = module.scratch(length, headDim);
    module.run('causal_attention', [q, k, v, out, normaliser], [...sizes(q, k), scratch]);
    return [out, normaliser];
  },
  backward: (module, { q, k, v, out, normaliser, dy }) => {
    const [dq, dk, dv] = [q, k, v].map(({ shape }) => module.output(shape)) as Three;
    const scratch = module.scratch(q.shape[1], q.shape[3]);
    module.run(
      'causal_attention_gradient',
      [q, k, v, out, normaliser, dy, dq, dk, dv],
      [...sizes(q, k), scratch],
    );
    return [dq, dk, dv];
  },
};

type Four = [number, number, number, number];
type Three = [TensorInfo, TensorInfo, TensorInfo];

/** batch, length, heads, key-value heads, head dimension. */
function sizes(q: TensorInfo, k: TensorInfo): readonly number[] {
  const [batch, length, heads, headDim] = q.shape as Four;
  return [batch, length, heads, k.shape[2] as number, headDim];
}
