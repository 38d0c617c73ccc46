import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelModule } from '../../kernels/kernel-module.ts';
import { sizeOf } from '../../kernels/size-of.ts';
import type { WebGpuFunction } from '../programs/programs.ts';

type Module = KernelModule<WebGpuFunction>;

/** Queries, keys and values of `[row][dim]`, before they are turned: `[row][head · headDim]`. */
export function projectHeads(
  module: Module,
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

export interface Turn {
  readonly rows: number;
  readonly headDim: number;
  /** `[pair]` in radians a position. */
  readonly frequencies: readonly number[];
  /** Positions of the rows; they repeat when there are more rows. */
  readonly positions: Int32Array;
}

/** Turns queries and keys, or their gradients, to their positions, in place; with −1 back. */
export function turnHeads(
  module: Module,
  [q, k]: readonly [TensorInfo, TensorInfo],
  { rows, headDim, frequencies, positions }: Turn,
  direction: 1 | -1,
): void {
  const table = module.rotary.table(frequencies, 1 + positions.reduce((a, b) => Math.max(a, b), 0));
  const [heads, kvHeads] = [q, k].map(({ shape }) => sizeOf(shape) / rows / headDim) as [
    ...[number, number],
  ];
  module.run(
    'rotary_heads',
    [q, k],
    [
      ...[table.cosines, table.sines, module.integers(positions)],
      ...[positions.length, rows, heads, kvHeads, headDim / 2, direction],
    ],
  );
}
