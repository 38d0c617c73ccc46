import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelModule } from '../kernels/kernel-module.ts';
import { registerKernel } from './fused-operation.ts';

export const CACHE_WRITE = 'WaltzCacheWrite';
export const CACHED_ATTENTION = 'WaltzCachedAttention';

type Shape3 = [number, number, number];
type Shape4 = [number, number, number, number];

/** Registers writing to the key-value cache in place, and attention to it. */
export function registerCachedAttention(module: KernelModule): void {
  registerKernel(CACHE_WRITE, module, (tensors, attributes) => {
    const { k, v, keys, values } = tensors as Record<'k' | 'v' | 'keys' | 'values', TensorInfo>;
    const { starts } = attributes as { readonly starts: Int32Array };
    const [batch, length, kvHeads, headDim] = k.shape as Shape4;
    const capacity = keys.shape[3] as number;
    for (const overwritten of [keys, values]) module.claim(overwritten);
    module.run(
      'cache_write',
      [k, v, keys, values],
      [module.integers(starts), batch, length, kvHeads, headDim, capacity],
    );
    return [];
  });

  registerKernel(CACHED_ATTENTION, module, (tensors, attributes) => {
    const { q, keys, values } = tensors as Record<'q' | 'keys' | 'values', TensorInfo>;
    const { positions } = attributes as { readonly positions: Int32Array };
    const [batch, heads, headDim] = q.shape as Shape3;
    const [, kvHeads, , capacity] = keys.shape as Shape4;
    const out = module.output(q.shape);
    module.run(
      'cached_attention',
      [q, keys, values, out],
      [
        module.integers(positions),
        batch,
        heads,
        kvHeads,
        headDim,
        capacity,
        module.scratch(capacity),
      ],
    );
    return [out];
  });
}
