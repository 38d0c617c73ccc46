import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';

/** What is learned beside a projection that stays as it is. */
export interface Adapter {
  /** A, `[in][rank]` */
  readonly down: Tensor;
  /** B, `[rank][out]` */
  readonly up: Tensor;
  /** alpha / rank */
  readonly scale: number;
}

/**
 * x · W, and where there is an adapter x · W + alpha / rank · (x · A) · B (Hu et al., 2021, eq. 3): that way round, no
 * matrix of the size of W is made, forward or back. `x` is `[row][in]`, `weight` is `[in][out]`; gives `[row][out]`.
 */
export function linear(x: Tensor, weight: Tensor, adapter?: Adapter): Tensor2D {
  if (adapter === undefined) return tf.matMul(x, weight);
  const { down, up, scale } = adapter;
  return tf.tidy(() =>
    tf.add(tf.matMul(x, weight), tf.matMul(tf.mul(tf.matMul(x, down), scale), up)),
  );
}
