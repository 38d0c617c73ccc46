import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { fusedChosenLogprobs } from '../fused/chosen-logprobs.ts';
import { hasKernel, runFused } from '../fused/fused-operation.ts';
import { oneHot } from './one-hot.ts';
import { expectTensor } from './expect-tensor.ts';

/**
 * log softmax(logits) of each row at its target, in nats. Its gradient is dy·(1[target] − softmax(logits)).
 * `logits` is `[row][vocabulary]`, `targets` is int32 `[row]`; gives `[row]`.
 */
export function chosenLogprobs(logits: Tensor, targets: Tensor): Tensor1D {
  const [rows = 0, vocabulary = 0] = logits.shape;
  expectTensor('logits', logits, [rows, vocabulary]);
  expectTensor('targets', targets, [rows], 'int32');
  if (hasKernel(fusedChosenLogprobs.name)) {
    return runFused(fusedChosenLogprobs, { logits, targets }, {}) as Tensor1D;
  }
  return tf.customGrad((z, save) => {
    if (!(z instanceof tf.Tensor) || typeof save !== 'function') throw new TypeError();
    save([z, targets]);
    const chosen = oneHot(targets, vocabulary);
    return {
      value: tf.sub<Tensor1D>(tf.sum(tf.mul(z, chosen), -1), tf.logSumExp(z, -1)),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [scores, ids] = saved as [Tensor2D, Tensor1D];
        const spread = tf.sub(oneHot(ids, vocabulary), tf.softmax(scores));
        return tf.mul(spread, tf.expandDims(dy, -1));
      },
    };
  })(logits);
}
