import type { TensorInfo } from '@tensorflow/tfjs-core';
import { fusedAdaptedLinear, type AdaptedLinearAttributes } from '../../fused/adapted-linear.ts';
import type { FusedKernels } from '../../fused/fused-operation.ts';
import type { WebGpuFunction } from '../programs/programs.ts';

/** A projection with an adapter beside it, as programs one after another: two forward, three back. */
export const adaptedLinear: FusedKernels<
  'x' | 'weight' | 'down' | 'up',
  'out' | 'lowRank',
  AdaptedLinearAttributes,
  WebGpuFunction
> = {
  name: fusedAdaptedLinear.name,
  forward: (module, { x, weight, down, up }, { scale }) => {
    const sizes = sizesOf(x, up);
    const [rows, , columns, rank] = sizes;
    const [lowRank, out] = [module.output([rows, rank]), module.output([rows, columns])];
    module.run('low_rank', [x, down, lowRank], [...sizes, scale]);
    module.run('adapted_linear', [x, weight, lowRank, up, out], sizes);
    return [out, lowRank];
  },
  backward: (module, { x, weight, down, up, lowRank, dy }, { scale }) => {
    const sizes = sizesOf(x, up);
    const back = module.output(lowRank.shape);
    const [dx, ddown, dup] = [
      module.output(x.shape),
      module.output(down.shape),
      module.output(up.shape),
    ];
    module.run('low_rank_gradient', [dy, up, back], [...sizes, scale]);
    module.run('adapted_linear_gradient', [dy, weight, back, down, dx], sizes);
    module.run('adapter_gradient', [x, back, lowRank, dy, ddown, dup], sizes);
    return [dx, ddown, dup, back];
  },
};

function sizesOf(
  x: TensorInfo,
  up: TensorInfo,
): readonly [rows: number, width: number, columns: number, rank: number] {
  const [rows, width] = x.shape as [number, number];
  const [rank, columns] = up.shape as [number, number];
  return [rows, width, columns, rank];
}
