import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';
import { sumTo } from './sum-to.ts';

/** `dy` with the axes back, as length 1, that a reduction of `x` over `axis` took away. */
function restoreAxes(dy: Tensor, x: Tensor, axis: number | number[]): Tensor {
  const axes = tf.util.parseAxisParam(axis, x.shape);
  return tf.reshape(
    dy,
    x.shape.map((size, dimension) => (axes.includes(dimension) ? 1 : size)),
  );
}

interface Contraction {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** Sums, means, softmax and matrix products: what takes an axis away or mixes it. */
export const contractionGradients: readonly GradConfig[] = [
  {
    kernelName: 'Sum',
    inputsToSave: ['x'],
    gradFunc: (dy, saved, attributes) => {
      const x = saved[0] as Tensor;
      const { axis } = attributes as unknown as { readonly axis: number | number[] };
      return { x: () => tf.mul(restoreAxes(dy as Tensor, x, axis), tf.onesLike(x)) };
    },
  },
  {
    kernelName: 'Mean',
    inputsToSave: ['x'],
    gradFunc: (dy, saved, attributes) => {
      const x = saved[0] as Tensor;
      const { axis } = attributes as unknown as { readonly axis: number | number[] };
      const share = (dy as Tensor).size / x.size;
      return { x: () => tf.mul(restoreAxes(dy as Tensor, x, axis), tf.fill(x.shape, share)) };
    },
  },
  {
    kernelName: 'Softmax',
    outputsToSave: [true],
    gradFunc: (dy, [y]) => ({
      logits: () => {
        const weighted = tf.mul(dy as Tensor, y as Tensor);
        return tf.sub(weighted, tf.mul(tf.sum(weighted, -1, true), y as Tensor));
      },
    }),
  },
  {
    kernelName: 'BatchMatMul',
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, saved, attributes) => {
      const [a, b] = saved as [Tensor, Tensor];
      const { transposeA, transposeB } = attributes as unknown as Contraction;
      const d = dy as Tensor;
      return {
        a: () =>
          sumTo(
            transposeA ? tf.matMul(b, d, transposeB, true) : tf.matMul(d, b, false, !transposeB),
            a,
          ),
        b: () =>
          sumTo(
            transposeB ? tf.matMul(d, a, true, transposeA) : tf.matMul(a, d, !transposeA, false),
            b,
          ),
      };
    },
  },
];
