import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { hasKernel, runFused } from '../fused/fused-operation.ts';
import { fusedSwiGlu } from '../fused/swi-glu.ts';
import { expectTensor } from './expect-tensor.ts';

/**
 * The gate of a SwiGLU feed-forward layer (Shazeer 2020, eq. 5): silu(gate) ⊙ up, silu(z) = z·σ(z).
 * `gate` and `up` are `[row][hidden]`; gives `[row][hidden]`.
 */
export function swiGlu(gate: Tensor, up: Tensor): Tensor2D {
  expectTensor('gate', gate, [null, null]);
  expectTensor('up', up, gate.shape);
  if (hasKernel(fusedSwiGlu.name)) return runFused(fusedSwiGlu, { gate, up }, {}) as Tensor2D;
  return tf.tidy(() => tf.mul(tf.mul(gate, tf.sigmoid(gate)), up));
}
