import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { oneHot } from '../operations/one-hot.ts';
import type { CacheStorage } from './cache-storage.ts';

/** Far enough below any score that its exponential is exactly 0. */
const MASKED = -1e30;

/** `[batch][kvHead][capacity][headDim]`, made anew with each token: it runs on every backend. */
export const composedStorage: CacheStorage = {
  empty: ({ batch, kvHeads, capacity, headDim }) => ({
    keys: tf.zeros([batch, kvHeads, capacity, headDim]),
    values: tf.zeros([batch, kvHeads, capacity, headDim]),
  }),

  write: ({ keys, values }, k, v) => ({
    keys: replaceFirst(keys, k),
    values: replaceFirst(values, v),
  }),

  append: ({ keys, values }, k, v, positions) => ({
    keys: replaceOne(keys, k, positions),
    values: replaceOne(values, v, positions),
  }),

  attend: ({ keys, values }, q, positions) => {
    const [batch = 0, heads = 0, headDim = 0] = q.shape;
    const [, kvHeads, capacity] = keys.shape;
    const queries = tf.reshape(q, [batch, kvHeads, heads / kvHeads, headDim]);
    const scores = tf.mul(tf.matMul(queries, keys, false, true), 1 / Math.sqrt(headDim));
    const weights = tf.softmax(tf.add(scores, maskAfter(positions, capacity)));
    return tf.reshape(tf.matMul(weights, values), [batch, heads, headDim]);
  },
};

function replaceFirst(cache: Tensor4D, x: Tensor): Tensor4D {
  const length = x.shape[1] ?? 0;
  const [batch, kvHeads, capacity, headDim] = cache.shape;
  const rest = tf.slice(cache, [0, 0, length, 0], [batch, kvHeads, capacity - length, headDim]);
  return tf.concat([tf.transpose(x, [0, 2, 1, 3]) as Tensor4D, rest], 2);
}

function replaceOne(cache: Tensor4D, x: Tensor, positions: Int32Array): Tensor4D {
  const capacity = cache.shape[2];
  const here = tf.reshape(oneHot(tf.tensor1d(positions, 'int32'), capacity), [-1, 1, capacity, 1]);
  return tf.add(tf.mul(cache, tf.sub(1, here)), tf.mul(here, tf.expandDims(x, 2)));
}

/** `[batch][1][1][capacity]`: 0 up to each row's position. */
function maskAfter(positions: Int32Array, capacity: number): Tensor4D {
  const mask = new Float32Array(positions.length * capacity);
  positions.forEach((position, row) => {
    mask.fill(MASKED, row * capacity + position + 1, (row + 1) * capacity);
  });
  return tf.tensor4d(mask, [positions.length, 1, 1, capacity]);
}
