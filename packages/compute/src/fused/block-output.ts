import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { FusedOperation } from './fused-operation.ts';
import { panelled } from './panelled.ts';

type Weight = 'attentionOutput' | 'norm' | 'gate' | 'up' | 'down';
type Kept = 'attended' | 'inverse' | 'gates' | 'ups';

export interface BlockOutputAttributes {
  readonly normEpsilon: number;
  /** The sizes of weights that are packed (fused/pack-matrix.ts); such weights have no gradient. */
  readonly packed?: { readonly hiddenDim: number };
}

export const fusedBlockOutput: FusedOperation<
  'hidden' | 'heard' | Weight,
  'out' | Kept | 'workspace',
  BlockOutputAttributes
> = {
  name: 'WaltzBlockOutput',
  inputs: ['hidden', 'heard', 'attentionOutput', 'norm', 'gate', 'up', 'down'],
  outputs: ['out', 'attended', 'inverse', 'gates', 'ups', 'workspace'],
  saves: [
    ...(['heard', 'attentionOutput', 'norm', 'gate', 'up', 'down'] as const),
    ...(['attended', 'inverse', 'gates', 'ups'] as const),
  ],
  differentiable: ['hidden', 'heard', 'attentionOutput', 'norm', 'gate', 'up', 'down'],
  forward: (module, inputs, { normEpsilon, packed }) => {
    const { hidden, heard, attentionOutput, norm, gate, up, down } = inputs;
    const [, columns = 0] = gate.shape;
    const hiddenDim = packed?.hiddenDim ?? columns;
    const sizes = sizesOf(hidden, heard, hiddenDim);
    const [rows] = sizes;
    const kept = [
      module.output(hidden.shape),
      module.output(hidden.shape),
      module.output([rows]),
      module.output([rows, hiddenDim]),
      module.output([rows, hiddenDim]),
      module.output([workspace(sizes)]),
    ];
    module.run(
      'block_output',
      [hidden, heard, attentionOutput, norm, gate, up, down, ...kept],
      [...sizes, Number(packed !== undefined), normEpsilon, module.scratch()],
    );
    return kept;
  },
  backward: (module, saved) => {
    const { heard, attentionOutput, norm, gate, up, down, attended, inverse, gates, ups, dy } =
      saved;
    const sizes = sizesOf(attended, heard, gate.shape[1] as number);
    const inputs = [heard, attentionOutput, norm, gate, up, down];
    const gradients = [attended, ...inputs].map(({ shape }) => module.output(shape));
    const room = module.output([workspace(sizes)]);
    module.run(
      'block_output_gradient',
      [...inputs, attended, inverse, gates, ups, dy, ...gradients, room],
      [...sizes, module.scratch()],
    );
    return [...gradients, room];
  },
};

type Sizes = readonly [rows: number, dim: number, heardWidth: number, hiddenDim: number];

function sizesOf(hidden: TensorInfo, heard: TensorInfo, hiddenDim: number): Sizes {
  const [rows, dim] = hidden.shape as [number, number];
  return [rows, dim, heard.shape[1] as number, hiddenDim];
}

/** Rows that the kernel works on together. */
const ROWS_TOGETHER = 96;

/** Numbers that the kernel needs room for, on any processor. */
function workspace([rows, dim, heardWidth, hiddenDim]: Sizes): number {
  const forward = (heardWidth + hiddenDim) * panelled(dim) + 2 * dim * panelled(hiddenDim);
  const back = dim * (panelled(heardWidth) + panelled(hiddenDim)) + 2 * hiddenDim * panelled(dim);
  const together = Math.min(rows, ROWS_TOGETHER);
  return Math.max(forward, back) + together * (2 * dim + 4 * hiddenDim) + dim;
}
