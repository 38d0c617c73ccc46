import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelModule } from '../../kernels/kernel-module.ts';
import type { WebGpuFunction } from '../programs/programs.ts';

/** Queries, keys and values of `[row][dim]`, before they are turned: `[row][head · headDim]`. */
export function projectHeads(
  module: KernelModule<WebGpuFunction>,
  normed: TensorInfo,
  { query, key, value }: Readonly<Record<'query' | 'key' | 'value', TensorInfo>>,
): [q: TensorInfo, k: TensorInfo, v: TensorInfo] {
  const [rows, dim] = normed.shape as [number, number];
  const [queryWidth, keyWidth] = [query.shape[1] as number, key.shape[1] as number];
  const q = module.output([rows, queryWidth]);
  const k = module.output([rows, keyWidth]);
  const v = module.output([rows, keyWidth]);
  const sizes = [rows, dim, queryWidth, keyWidth];
  module.run('project_heads', [normed, query, key, value, q, k, v], sizes);
  return [q, k, v];
}
