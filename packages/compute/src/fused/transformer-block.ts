import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelModule } from '../kernels/kernel-module.ts';
import { registerKernel } from './fused-operation.ts';

export const CACHE_ROOM = 'WaltzCacheRoom';
export const TRANSFORMER_BLOCK = 'WaltzTransformerBlock';

/** The tensors of a call, in the order in which the kernel takes them. */
const INPUTS = [
  ...['hidden', 'attentionNorm', 'query', 'key', 'value', 'attentionOutput'],
  ...['feedForwardNorm', 'gate', 'up', 'down', 'keys', 'values'],
  ...['positions', 'sequences', 'tables'],
] as const;

export interface BlockAttributes {
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly normEpsilon: number;
  readonly ropeBase: number;
  /** Positions that a table has room for. */
  readonly capacity: number;
}

/**
 * Registers the making of room for a cache, whose content is undefined, and one layer's reading of rows against the
 * cache, which it writes in place. Gives the rows, and scratch.
 */
export function registerTransformerBlock(module: KernelModule): void {
  registerKernel(CACHE_ROOM, module, (_, attributes) => [
    module.output((attributes as { readonly shape: readonly number[] }).shape),
  ]);

  registerKernel(TRANSFORMER_BLOCK, module, (inputs, attributes) => {
    const { heads, kvHeads, headDim, normEpsilon, ropeBase, capacity } =
      attributes as BlockAttributes;
    const given = INPUTS.map((name) => inputs[name] as TensorInfo);
    const { hidden, gate, tables } = inputs as Record<string, TensorInfo>;
    const [rows, dim] = hidden?.shape as [number, number];
    const hiddenDim = gate?.shape[1] as number;
    const widest = Math.max((heads + 2 * kvHeads) * headDim, 2 * hiddenDim);
    const out = module.output([rows, dim]);
    const workspace = module.output([rows * (1 + dim + widest) + capacity]);
    const { cosines, sines } = module.rotary.table(ropeBase, headDim, capacity);
    module.run(
      'transformer_block',
      [...given, out, workspace],
      [
        ...[rows, dim, heads, kvHeads, headDim, hiddenDim, tables?.shape[1] as number],
        ...[normEpsilon, cosines, sines, module.scratch()],
      ],
    );
    return [out, workspace];
  });
}
