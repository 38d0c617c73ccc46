import * as tf from '@tensorflow/tfjs-core';
import type { GradSaveFunc, Rank, Tensor } from '@tensorflow/tfjs-core';

/**
 * `compute(inputs, reads)`, of which the backward pass keeps `inputs` and `reads` alone and computes the rest once more
 * when it comes there (Chen et al., 2016). Gradients go to `inputs`, every one of which has to matter to the result, and
 * are those that `compute` has by itself. What it reads besides both has to outlive the backward pass.
 */
export function recomputed<R extends Rank>(
  compute: (inputs: readonly Tensor[], reads: readonly Tensor[]) => Tensor<R>,
  inputs: readonly Tensor[],
  reads: readonly Tensor[] = [],
): Tensor<R> {
  const run = tf.customGrad<Tensor<R>>((...given) => {
    const save = given.pop() as GradSaveFunc;
    save([...inputs, ...reads]);
    return {
      value: compute(inputs, reads),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const again = (...tensors: Tensor[]): Tensor<R> =>
          compute(tensors, saved.slice(inputs.length));
        return onATapeOfItsOwn(() => tf.grads(again)(saved.slice(0, inputs.length), dy));
      },
    };
  });
  return run(...inputs);
}

/** TensorFlow.js has one tape, which it throws away after taking gradients, though an outer backward pass is under way. */
function onATapeOfItsOwn<T>(differentiate: () => T): T {
  const { state } = tf.engine();
  const outer = state.activeTape;
  try {
    return differentiate();
  } finally {
    state.activeTape = outer;
  }
}
