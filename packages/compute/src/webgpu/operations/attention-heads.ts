import type { TensorInfo } from '@tensorflow/tfjs-core';
import { fusedAttentionHeads, type AttentionHeadsAttributes } from '../../fused/attention-heads.ts';
import type { FusedKernels } from '../../fused/fused-operation.ts';
import type { KernelModule } from '../../kernels/kernel-module.ts';
import type { WebGpuFunction } from '../programs/programs.ts';
import { causalAttention } from './causal-attention.ts';
import { projectHeads } from './project-heads.ts';

type Matrix = [number, number];

/** The half of a layer that hears, as programs one after another: four forward, six back. */
export const attentionHeads: FusedKernels<
  'hidden' | 'norm' | 'query' | 'key' | 'value',
  'out' | 'q' | 'k' | 'v' | 'inverse' | 'normaliser' | 'workspace',
  AttentionHeadsAttributes,
  WebGpuFunction
> = {
  name: fusedAttentionHeads.name,
  forward: (module, { hidden, norm, query, key, value }, attributes) => {
    const [rows, dim] = hidden.shape as Matrix;
    const normed = module.output(hidden.shape);
    const inverse = module.output([rows]);
    module.run('rms_norm', [hidden, norm, normed, inverse], [rows, dim, attributes.normEpsilon]);
    const [q, k, v] = projectHeads(module, normed, { query, key, value });
    const asHeads = heads({ q, k, v }, attributes);
    turn(module, asHeads, attributes, 1);
    const [heard, normaliser] = causalAttention.forward(module, asHeads, {});
    const out = { ...(heard as TensorInfo), shape: q.shape };
    return [out, q, k, v, inverse, normaliser as TensorInfo, normed];
  },
  backward: (module, saved, attributes) => {
    const { hidden, norm, query, key, value, q, k, v, out, inverse, normaliser, dy } = saved;
    const [rows, dim] = hidden.shape as Matrix;
    const sizes = [rows, dim, query.shape[1] as number, key.shape[1] as number];
    const asHeads = heads({ q, k, v, out, dy }, attributes);
    const kept = { ...asHeads, normaliser };
    const [dq, dk, dv, mean] = causalAttention.backward(module, kept, {}) as Four;
    turn(module, { q: dq, k: dk }, attributes, -1);
    const dnormed = module.output(hidden.shape);
    module.run('project_heads_gradient', [dq, dk, dv, query, key, value, dnormed], sizes);
    const normed = module.output(hidden.shape);
    const gradients = [hidden, norm, query, key, value].map(({ shape }) => module.output(shape));
    const [dhidden, dnorm, ...dprojections] = gradients as [
      TensorInfo,
      TensorInfo,
      ...TensorInfo[],
    ];
    const ofNorm = [hidden, norm, inverse, dnormed, dhidden, dnorm, normed];
    module.run('hearing_norm_gradient', ofNorm, [rows, dim]);
    module.run('project_heads_weights', [normed, dq, dk, dv, ...dprojections], sizes);
    return [...gradients, dq, dk, dv, mean, dnormed, normed];
  },
};

type Four = [TensorInfo, TensorInfo, TensorInfo, TensorInfo];

/** The same numbers as `[batch][position][head][headDim]`. */
function heads<Name extends string>(
  tensors: Readonly<Record<Name, TensorInfo>>,
  { batch, headDim }: AttentionHeadsAttributes,
): Readonly<Record<Name, TensorInfo>> {
  const shaped = Object.entries<TensorInfo>(tensors).map(([name, tensor]) => {
    const [rows, width] = tensor.shape as Matrix;
    return [name, { ...tensor, shape: [batch, rows / batch, width / headDim, headDim] }];
  });
  return Object.fromEntries(shaped) as Record<Name, TensorInfo>;
}

/** Turns queries and keys, or their gradients, to their positions, in place; with −1 back. */
function turn(
  module: KernelModule<WebGpuFunction>,
  { q, k }: Readonly<Record<'q' | 'k', TensorInfo>>,
  { ropeFrequencies }: AttentionHeadsAttributes,
  direction: 1 | -1,
): void {
  const [batch, length, count, headDim] = q.shape as [number, number, number, number];
  const { cosines, sines, positions } = module.rotary.table(ropeFrequencies, length);
  const sizes = [length, batch * length, count, k.shape[2] as number, headDim / 2];
  module.run('rotary_heads', [q, k], [cosines, sines, positions, ...sizes, direction]);
}
