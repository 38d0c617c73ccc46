import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { fusedEmbed } from '../fused/embed.ts';
import { hasKernel, runFused } from '../fused/fused-operation.ts';
import { oneHot } from './one-hot.ts';

/**
 * The rows of `table` that `ids` name; the gradient adds up at each row.
 * `table` is `[vocabulary][dim]`, `ids` is int32 `[row]`; gives `[row][dim]`.
 */
export function embed(table: Tensor, ids: Tensor): Tensor2D {
  const vocabulary = table.shape[0] ?? 0;
  if (hasKernel(fusedEmbed.name)) {
    return runFused(fusedEmbed, { table, ids }, { vocabulary }) as Tensor2D;
  }
  return tf.customGrad((weights, save) => {
    if (!(weights instanceof tf.Tensor) || typeof save !== 'function') throw new TypeError();
    save([ids]);
    return {
      value: tf.gather(weights, ids) as Tensor2D,
      gradFunc: (dy: Tensor, [saved]: Tensor[]) =>
        tf.matMul(oneHot(saved as Tensor, vocabulary) as Tensor2D, dy, true),
    };
  })(table);
}
