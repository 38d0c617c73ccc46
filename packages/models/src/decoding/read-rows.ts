import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { embed, rmsNorm, type CacheRows, type KeyValueCache } from '@waltz/compute';
import type { Architecture } from '../model/architecture.ts';
import { cachedAttention } from '../model/attention.ts';
import { hiddenStates, nextTokenLogits } from '../model/transformer.ts';
import type { Weights } from '../model/weights.ts';

/** Tokens to read in one pass. */
export interface Rows extends CacheRows {
  /** `[row]` */
  readonly ids: Int32Array;
  /** Rows after which a token is to be chosen. */
  readonly last: Int32Array;
}

/** Reads rows into the cache; `[last][vocabulary]` logits of what follows those that are asked for, null for none. */
export function readRows(
  architecture: Architecture,
  weights: Weights,
  cache: KeyValueCache,
  rows: Rows,
): Tensor2D | null {
  const [logits = null] = tf.tidy(() => {
    const hidden = hiddenRows(architecture, weights, cache, rows);
    if (rows.last.length === 0) return [];
    const last: Tensor2D = tf.gather(hidden, tf.tensor1d(rows.last, 'int32'));
    return [nextTokenLogits(weights, last)];
  });
  return logits;
}

/** `[row][dim]` normalised last hidden states. */
function hiddenRows(
  architecture: Architecture,
  weights: Weights,
  cache: KeyValueCache,
  rows: Rows,
): Tensor2D {
  const ids = tf.tensor1d(rows.ids, 'int32');
  if (cache.kind === 'composed') {
    return hiddenStates(architecture, weights, ids, cachedAttention(architecture, cache, rows));
  }
  const block = cache.blocks(rows, architecture);
  const last = weights.layers.reduce(
    (hidden, layer, index) => block(index, hidden, layer),
    embed(weights.embedding, ids),
  );
  return rmsNorm(last, weights.norm, architecture.normEpsilon);
}
