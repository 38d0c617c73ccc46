import type { FusedSignature } from './fused-operation.ts';

/**
 * x · weight + scale · (x · down) · up, the weight being frozen; `lowRank` is scale · x · down, `[row][rank]`. Kernels have
 * none for it but on WebGPU, where what it saves is dispatches.
 */
export const fusedAdaptedLinear: FusedSignature<'x' | 'weight' | 'down' | 'up', 'out' | 'lowRank'> =
  {
    name: 'WaltzAdaptedLinear',
    inputs: ['x', 'weight', 'down', 'up'],
    outputs: ['out', 'lowRank'],
    saves: ['x', 'weight', 'down', 'up', 'lowRank'],
    differentiable: ['x', 'down', 'up'],
  };

export interface AdaptedLinearAttributes {
  /** alpha / rank */
  readonly scale: number;
}
