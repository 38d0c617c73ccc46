import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { fusedBlockOutput } from '../fused/block-output.ts';
import { hasKernel, runFused } from '../fused/fused-operation.ts';
import { expectTensor } from './expect-tensor.ts';
import { linear, type Adapter } from './linear.ts';
import { residualSum } from './residual-sum.ts';
import { rmsNorm } from './rms-norm.ts';
import { swiGlu } from './swi-glu.ts';

/** Weights of the second half of a layer, `[in][out]`; `feedForwardNorm` is `[dim]`. */
export interface OutputWeights {
  readonly attentionOutput: Tensor;
  readonly feedForwardNorm: Tensor;
  readonly gate: Tensor;
  readonly up: Tensor;
  readonly down: Tensor;
}

/** With what is learned beside the projections, where they are not learned themselves. */
export interface AdaptedOutputWeights extends OutputWeights {
  readonly adapters?: Readonly<
    Partial<Record<'attentionOutput' | 'gate' | 'up' | 'down', Adapter>>
  >;
}

/**
 * The second half of a layer of the Llama family, row by row: what was heard is projected and added, then a pre-norm
 * SwiGLU layer is. `hidden` is `[row][dim]`, `heard` is `[row][head · headDim]`; gives `[row][dim]`.
 */
export function blockOutput(
  hidden: Tensor2D,
  heard: Tensor2D,
  { attentionOutput, feedForwardNorm: norm, gate, up, down, adapters }: AdaptedOutputWeights,
  normEpsilon: number,
): Tensor2D {
  const [rows, dim] = hidden.shape;
  expectTensor('heard', heard, [rows, null]);
  expectTensor('attentionOutput', attentionOutput, [heard.shape[1], dim]);
  expectTensor('gate', gate, [dim, null]);
  expectTensor('up', up, gate.shape);
  expectTensor('down', down, [gate.shape[1] ?? null, dim]);
  if (hasKernel(fusedBlockOutput.name) && adapters === undefined) {
    const inputs = { hidden, heard, attentionOutput, norm, gate, up, down };
    return runFused(fusedBlockOutput, inputs, { normEpsilon }) as Tensor2D;
  }
  return tf.tidy(() => {
    const projected = linear(heard, attentionOutput, adapters?.attentionOutput);
    const attended = residualSum(hidden, projected);
    const inner = rmsNorm(attended, norm, normEpsilon);
    const gated = swiGlu(linear(inner, gate, adapters?.gate), linear(inner, up, adapters?.up));
    return residualSum(attended, linear(gated, down, adapters?.down));
  });
}
