import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelModule } from '../kernels/kernel-module.ts';
import type { FusedOperation } from './fused-operation.ts';
import { panelled } from './panelled.ts';

/** What the rows of sequences of equal length are, and how they are read. */
export interface AttentionHeadsAttributes {
  readonly batch: number;
  readonly headDim: number;
  readonly normEpsilon: number;
  /** `[pair]` in radians a position. */
  readonly ropeFrequencies: readonly number[];
}

type Input = 'hidden' | 'norm' | 'query' | 'key' | 'value';
type Kept = 'out' | 'q' | 'k' | 'v' | 'inverse' | 'normaliser';

export const fusedAttentionHeads: FusedOperation<
  Input,
  Kept | 'workspace',
  AttentionHeadsAttributes
> = {
  name: 'WaltzAttentionHeads',
  inputs: ['hidden', 'norm', 'query', 'key', 'value'],
  outputs: ['out', 'q', 'k', 'v', 'inverse', 'normaliser', 'workspace'],
  saves: [
    ...(['hidden', 'norm', 'query', 'key', 'value'] as const),
    ...(['out', 'q', 'k', 'v', 'inverse', 'normaliser'] as const),
  ],
  differentiable: ['hidden', 'norm', 'query', 'key', 'value'],
  forward: (module, { hidden, norm, query, key, value }, attributes) => {
    const { rows, length, queryWidth, keyWidth, heads, workspace } = sizesOf(
      hidden,
      query,
      key,
      attributes,
    );
    const kept = [
      module.output([rows, queryWidth]),
      module.output([rows, queryWidth]),
      module.output([rows, keyWidth]),
      module.output([rows, keyWidth]),
      module.output([rows]),
      module.output([attributes.batch, heads, length]),
      module.output([workspace]),
    ];
    module.run(
      'attention_heads',
      [hidden, norm, query, key, value, ...kept],
      [
        ...dimensions(hidden, query, key, attributes),
        attributes.normEpsilon,
        ...turning(module, length, attributes),
      ],
    );
    return kept;
  },
  backward: (module, saved, attributes) => {
    const { hidden, norm, query, key, value, out, q, k, v, inverse, normaliser, dy } = saved;
    const { length, workspace } = sizesOf(hidden, query, key, attributes);
    const inputs = [hidden, norm, query, key, value];
    const gradients = inputs.map(({ shape }) => module.output(shape));
    const room = module.output([workspace]);
    module.run(
      'attention_heads_gradient',
      [...inputs, out, q, k, v, inverse, normaliser, dy, ...gradients, room],
      [...dimensions(hidden, query, key, attributes), ...turning(module, length, attributes)],
    );
    return [...gradients, room];
  },
};

function sizesOf(
  hidden: TensorInfo,
  query: TensorInfo,
  key: TensorInfo,
  { batch, headDim }: AttentionHeadsAttributes,
) {
  const [rows, dim] = hidden.shape as [number, number];
  const length = rows / batch;
  const [queryWidth, keyWidth] = [query.shape[1] as number, key.shape[1] as number];
  const forward = dim * (panelled(queryWidth) + 2 * panelled(keyWidth));
  const back = (queryWidth + 2 * keyWidth) * panelled(dim);
  const ofSequence = length * (1 + 2 * dim + queryWidth + 2 * keyWidth) + dim;
  return {
    rows,
    length,
    queryWidth,
    keyWidth,
    heads: queryWidth / headDim,
    workspace: Math.max(forward, back) + ofSequence,
  };
}

/** batch, length, dim, heads, key-value heads, head dimension. */
function dimensions(
  hidden: TensorInfo,
  query: TensorInfo,
  key: TensorInfo,
  { batch, headDim }: AttentionHeadsAttributes,
): readonly number[] {
  const [rows, dim] = hidden.shape as [number, number];
  const [queryWidth, keyWidth] = [query.shape[1] as number, key.shape[1] as number];
  return [batch, rows / batch, dim, queryWidth / headDim, keyWidth / headDim, headDim];
}

/** Cosines, sines and positions of a sequence, and scratch memory. */
function turning(
  module: KernelModule,
  length: number,
  { headDim, ropeFrequencies }: AttentionHeadsAttributes,
) {
  const { cosines, sines, positions } = module.rotary.table(ropeFrequencies, length);
  return [cosines, sines, positions, module.scratch(length, headDim)];
}
