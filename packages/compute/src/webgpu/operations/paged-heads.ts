import type { TensorInfo } from '@tensorflow/tfjs-core';
import { registerKernel } from '../../fused/fused-operation.ts';
import { PAGED_HEADS, type PagedHeadsAttributes } from '../../fused/paged-heads.ts';
import type { KernelModule } from '../../kernels/kernel-module.ts';
import type { WebGpuFunction } from '../programs/programs.ts';
import { projectHeads } from './project-heads.ts';

type Weight = 'attentionNorm' | 'query' | 'key' | 'value';

/**
 * Registers what the rows of `hidden`, `[row][dim]`, hear in a layer, as programs one after another. Keys and values of
 * the cache are `[page · position][kvHead · headDim]`; places and tables are those of `registerPagedAttention`.
 */
export function registerPagedHeads(module: KernelModule<WebGpuFunction>): void {
  registerKernel(PAGED_HEADS, module, (inputs, attributes) => {
    const { kvHeads, headDim, page, window, normEpsilon, ropeFrequencies } =
      attributes as PagedHeadsAttributes;
    const { hidden, attentionNorm, query, key, value, ...cache } = inputs as Record<
      'hidden' | Weight | 'keys' | 'values' | 'places' | 'tables',
      TensorInfo
    >;
    const { keys, values, places, tables } = cache;
    const [rows, dim] = hidden.shape as [number, number];
    const tableWidth = tables.shape[1] as number;
    const normed = module.output(hidden.shape);
    const inverse = module.output([rows]);
    module.run('rms_norm', [hidden, attentionNorm, normed, inverse], [rows, dim, normEpsilon]);
    const [q, k, v] = projectHeads(module, normed, { query, key, value });
    const heads = (q.shape[1] as number) / headDim;
    const { cosines, sines } = module.rotary.table(ropeFrequencies, tableWidth * page);
    for (const overwritten of [keys, values]) module.claim(overwritten);
    module.run(
      'turn_into_pages',
      [q, k, v, keys, values, places],
      [cosines, sines, rows, heads, kvHeads, headDim / 2],
    );
    const out = module.output(q.shape);
    module.run(
      'paged_attention',
      [q, keys, values, places, tables, out],
      [rows, heads, kvHeads, headDim, tableWidth, page, window],
    );
    return [out, q, k, v, normed, inverse];
  });
}
