import type { TensorInfo } from '@tensorflow/tfjs-core';
import { PAGE } from '../decoding/cache-rows.ts';
import type { ListingKernelModule } from '../kernels/kernel-module.ts';
import { registerKernel } from './fused-operation.ts';

export const DECODE = 'WaltzDecode';

/** The tensors of a layer, in the order in which the kernel takes them. */
export const LAYER_TENSORS = [
  ...(['attentionNorm', 'query', 'key', 'value', 'keys', 'values'] as const),
  ...(['attentionOutput', 'norm', 'gate', 'up', 'down'] as const),
];

/** What a kernel is to know of a decoder. */
export interface DecoderLayers {
  /** `[layer · LAYER_TENSORS]` */
  readonly layers: readonly TensorInfo[];
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly hiddenDim: number;
  readonly normEpsilon: number;
  /** `[pair]` in radians a position. */
  readonly ropeFrequencies: readonly number[];
}

/** What it is to read and to draw. */
export interface NewestRows {
  /** `[row]` ids, positions, sequences and temperatures, `[row][tableWidth]` tables, `[pass][row]` draws. */
  readonly newest: Int32Array;
  readonly rows: number;
  readonly passes: number;
  readonly tableWidth: number;
}

/**
 * Registers whole passes of decoding over sequences each of which has one token that is not read yet. Gives
 * `[pass][row][2]`, tokens and log-probabilities, no numbers where logits are not finite; and scratch. The head is packed.
 */
export function registerDecode(module: ListingKernelModule): void {
  registerKernel(DECODE, module, (inputs, attributes) => {
    const { embedding, norm, head } = inputs as Record<'embedding' | 'norm' | 'head', TensorInfo>;
    const { newest, rows, passes, tableWidth } = attributes as NewestRows;
    const { layers, heads, kvHeads, headDim, hiddenDim, normEpsilon, ropeFrequencies } =
      attributes as DecoderLayers;
    const [vocabulary, dim] = embedding.shape as [number, number];
    const capacity = tableWidth * PAGE;
    const chosen = module.output([passes, rows, 2]);
    const ofARow = 3 * dim + (heads + 2 * kvHeads) * headDim + 3 * hiddenDim + vocabulary + 2;
    const workspace = module.output([rows * ofARow + vocabulary + capacity]);
    const { cosines, sines } = module.rotary.table(ropeFrequencies, capacity);
    module.run(
      'decode',
      [embedding, norm, head, chosen, workspace],
      [
        ...[module.list(layers), module.integers(newest)],
        ...[rows, passes, layers.length / LAYER_TENSORS.length, dim, heads, kvHeads, headDim],
        ...[hiddenDim, vocabulary, tableWidth],
        ...[normEpsilon, cosines, sines, module.scratch()],
      ],
    );
    return [chosen, workspace];
  });
}
