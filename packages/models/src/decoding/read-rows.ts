import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { CacheRows, KeyValueCache } from '@waltz/compute';
import { ropeFrequencies, type Architecture } from '../model/architecture.ts';
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
    const nothing = rows.last.length === 0;
    // The cache is written all the same, and one row is the least that goes through a layer.
    const last = nothing ? [0] : rows.last;
    // They are in order, so that as many as there are rows are all of them.
    const wanted = last.length === rows.ids.length ? 'all' : tf.tensor1d(last, 'int32');
    const ids = tf.tensor1d(rows.ids, 'int32');
    const { normEpsilon } = architecture;
    const layers = cache.layers(rows, {
      normEpsilon,
      ropeFrequencies: ropeFrequencies(architecture),
    });
    const hidden = hiddenStates(architecture, weights, ids, layers, wanted);
    return nothing ? [] : [nextTokenLogits(weights, hidden)];
  });
  return logits;
}
