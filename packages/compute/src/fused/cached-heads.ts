import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelModule } from '../kernels/kernel-module.ts';
import { registerKernel } from './fused-operation.ts';

export const CACHE_ROOM = 'WaltzCacheRoom';
export const CACHED_HEADS = 'WaltzCachedHeads';

/** The tensors of a call, in the order in which the kernel takes them. */
const INPUTS = [
  ...['hidden', 'attentionNorm', 'query', 'key', 'value', 'keys', 'values'],
  ...['positions', 'sequences', 'tables'],
] as const;

export interface CachedHeadsAttributes {
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly normEpsilon: number;
  /** `[pair]` in radians a position. */
  readonly ropeFrequencies: readonly number[];
  /** Positions that a table has room for. */
  readonly capacity: number;
}

/**
 * Registers the making of room for a cache, whose content is undefined, and the attention of one layer's rows to the
 * cache, which it writes in place. Gives what the rows hear, and scratch.
 */
export function registerCachedHeads(module: KernelModule): void {
  registerKernel(CACHE_ROOM, module, (_, attributes) => [
    module.output((attributes as { readonly shape: readonly number[] }).shape),
  ]);

  registerKernel(CACHED_HEADS, module, (inputs, attributes) => {
    const { heads, kvHeads, headDim, normEpsilon, ropeFrequencies, capacity } =
      attributes as CachedHeadsAttributes;
    const given = INPUTS.map((name) => inputs[name] as TensorInfo);
    const { hidden, tables } = inputs as Record<string, TensorInfo>;
    const [rows, dim] = hidden?.shape as [number, number];
    const out = module.output([rows, heads * headDim]);
    const workspace = module.output([rows * (1 + dim + 2 * kvHeads * headDim) + capacity]);
    const { cosines, sines } = module.rotary.table(ropeFrequencies, capacity);
    module.run(
      'cached_heads',
      [...given, out, workspace],
      [
        ...[rows, dim, heads, kvHeads, headDim, tables?.shape[1] as number],
        ...[normEpsilon, cosines, sines, module.scratch()],
      ],
    );
    return [out, workspace];
  });
}
