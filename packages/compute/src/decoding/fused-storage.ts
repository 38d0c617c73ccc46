import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { CACHE_WRITE, CACHED_ATTENTION } from '../fused/cached-attention.ts';
import { runKernel } from '../fused/fused-operation.ts';
import type { CacheStorage, LayerStorage } from './cache-storage.ts';

/** Room is made in such steps, so that the kernels can read whole vectors past the last position. */
const STEP = 64;

/** Keys as `[batch][kvHead][headDim][capacity]`, values as `[batch][kvHead][capacity][headDim]`, written in place. */
export const fusedStorage: CacheStorage = {
  empty: ({ batch, kvHeads, capacity, headDim }) => {
    const room = Math.ceil(capacity / STEP) * STEP;
    return {
      keys: tf.zeros([batch, kvHeads, headDim, room]),
      values: tf.zeros([batch, kvHeads, room, headDim]),
    };
  },

  write: (layer, k, v) => put(layer, k, v, new Int32Array(k.shape[0])),

  append: (layer, k, v, positions) => {
    const [batch = 0, kvHeads = 0, headDim = 0] = k.shape;
    const oneToken = [batch, 1, kvHeads, headDim];
    return put(layer, tf.reshape(k, oneToken), tf.reshape(v, oneToken), positions);
  },

  attend: ({ keys, values }, q, positions) =>
    runKernel(CACHED_ATTENTION, { q, keys, values }, { positions })[0] as Tensor,
};

function put(layer: LayerStorage, k: Tensor, v: Tensor, starts: Int32Array): LayerStorage {
  const { keys, values } = layer;
  runKernel(CACHE_WRITE, { k, v, keys, values }, { starts });
  return layer;
}
