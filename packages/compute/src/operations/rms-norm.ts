import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { hasKernel, runFused } from '../fused/fused-operation.ts';
import { fusedRmsNorm } from '../fused/rms-norm.ts';
import { expectTensor } from './expect-tensor.ts';

/**
 * Root-mean-square normalisation (Zhang & Sennrich 2019, eq. 4): x / √(mean(x²) + ε) · gain.
 * `x` is `[row][dim]`, `gain` is `[dim]`; gives `[row][dim]`.
 */
export function rmsNorm(x: Tensor, gain: Tensor, epsilon: number): Tensor2D {
  expectTensor('x', x, [null, gain.size]);
  expectTensor('gain', gain, [gain.size]);
  if (hasKernel(fusedRmsNorm.name)) {
    return runFused(fusedRmsNorm, { x, gain }, { epsilon }) as Tensor2D;
  }
  return tf.tidy(() => {
    const meanSquare = tf.mean(tf.square(x), -1, true);
    return tf.mul(tf.mul(x, tf.rsqrt(tf.add(meanSquare, epsilon))), gain);
  });
}
