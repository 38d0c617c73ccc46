import type { TensorInfo } from '@tensorflow/tfjs-core';
import { sizeOf } from '../kernels/size-of.ts';
import type { KernelModule } from '../kernels/kernel-module.ts';
import type { FusedOperation } from './fused-operation.ts';

interface Turn {
  /** `[pair]` in radians a position. */
  readonly frequencies: readonly number[];
  /** Positions of the rows of x; they repeat when there are more rows. */
  readonly positions: Int32Array;
}

export const fusedRotaryEmbedding: FusedOperation<'x', 'out', Turn> = {
  name: 'WaltzRotaryEmbedding',
  inputs: ['x'],
  outputs: ['out'],
  saves: [],
  differentiable: ['x'],
  forward: (module, { x }, turn) => [rotate(module, x, turn, 1)],
  backward: (module, { dy }, turn) => [rotate(module, dy, turn, -1)],
};

function rotate(
  module: KernelModule,
  x: TensorInfo,
  { frequencies, positions }: Turn,
  direction: 1 | -1,
): TensorInfo {
  const [heads = 0, headDim = 0] = x.shape.slice(-2);
  const rows = sizeOf(x.shape.slice(0, -2));
  const table = module.rotary.table(frequencies, 1 + positions.reduce((a, b) => Math.max(a, b), 0));
  const out = module.output(x.shape);
  module.run(
    'rotary_embedding',
    [x, out],
    [
      table.cosines,
      table.sines,
      module.integers(positions),
      positions.length,
      rows,
      heads,
      headDim / 2,
      direction,
    ],
  );
  return out;
}
