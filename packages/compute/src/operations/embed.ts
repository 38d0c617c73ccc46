import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { fusedEmbed } from '../fused/embed.ts';
import { hasKernel, runFused } from '../fused/fused-operation.ts';
import { oneHot } from './one-hot.ts';
import { expectTensor } from './expect-tensor.ts';

/**
 * The rows of `table` that `ids` name; the gradient adds up at each row.
 * `table` is `[vocabulary][dim]`, `ids` is int32 `[row]`; gives `[row][dim]`.
 */
export function embed(table: Tensor, ids: Tensor): Tensor2D {
  expectTensor('table', table, [null, null]);
  expectTensor('ids', ids, [null], 'int32');
  const vocabulary = table.shape[0];
  if (hasKernel(fusedEmbed.name)) {
    return runFused(fusedEmbed, { table, ids }, { vocabulary }) as Tensor2D;
  }
  return tf.tidy(() => tf.matMul(oneHot(ids, vocabulary), table));
}
