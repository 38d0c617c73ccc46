import * as tf from '@tensorflow/tfjs-core';
import type { GradSaveFunc, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { fusedAdaptedLinear } from '../fused/adapted-linear.ts';
import { hasKernel, runFused } from '../fused/fused-operation.ts';

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
 * Beside an adapter the weight is frozen: no gradient goes to it.
 */
export function linear(x: Tensor, weight: Tensor, adapter?: Adapter): Tensor2D {
  if (adapter === undefined) return tf.matMul(x, weight);
  if (!hasKernel(fusedAdaptedLinear.name)) return adapted(x, weight, adapter);
  const { scale, ...matrices } = adapter;
  return runFused(fusedAdaptedLinear, { x, weight, ...matrices }, { scale }) as Tensor2D;
}

/** With a gradient of its own: those of the small operations keep three `[row][out]` of a projection where this keeps none. */
function adapted(x: Tensor, weight: Tensor, { down, up, scale }: Adapter): Tensor2D {
  const run = tf.customGrad<Tensor2D>((...given) => {
    const save = given.pop() as GradSaveFunc;
    const value: Tensor2D = tf.tidy(() => {
      const lowRank = tf.mul(tf.matMul(x, down), scale);
      save([x, weight, down, up, lowRank]);
      return tf.add(tf.matMul(x, weight), tf.matMul(lowRank, up));
    });
    return {
      value,
      gradFunc: (dy, saved) => adaptedGradient(dy, saved as unknown as Saved, scale),
    };
  });
  return run(x, down, up);
}

/** x, W, A, B, and alpha / rank · x · A. */
type Saved = readonly [Tensor, Tensor, Tensor, Tensor, Tensor];

/** Gradients of x, A and B, from that of the projection. */
function adaptedGradient(
  dy: Tensor,
  [x, weight, down, up, lowRank]: Saved,
  scale: number,
): [Tensor, Tensor, Tensor] {
  return tf.tidy(() => {
    const back = tf.mul(tf.matMul(dy, up, false, true), scale);
    return [
      tf.add(tf.matMul(dy, weight, false, true), tf.matMul(back, down, false, true)),
      tf.matMul(x, back, true, false),
      tf.matMul(lowRank, dy, true, false),
    ];
  });
}
