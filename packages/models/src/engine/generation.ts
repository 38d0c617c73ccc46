import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { embed, KeyValueCache } from '@waltz/compute';
import { RandomStream, type Decoding, type SampledTokens, type SampleRequest } from '@waltz/core';
import { headDim, type Architecture } from '../model/architecture.ts';
import { cachedAttention, sequenceAttention } from '../model/attention.ts';
import { hiddenStates, nextTokenLogits } from '../model/transformer.ts';
import type { Weights } from '../model/weights.ts';
import { TokenChooser } from './next-token.ts';
import { padRight, roundLength } from './token-batch.ts';

/** Finished sequences leave the batch once the living ones are at most this share of it: leaving copies the cache. */
const COMPACTION_SHARE = 0.75;

/**
 * Continues all contexts at once, in the order of `requests`, until each has said `endOfTurn` or
 * `decoding.maxNewTokens` tokens. Each sequence draws from its own stream.
 */
export async function generate(
  architecture: Architecture,
  weights: Weights,
  requests: readonly SampleRequest[],
  decoding: Decoding,
  endOfTurn: number,
): Promise<readonly SampledTokens[]> {
  const continuations = requests.map((request) => new Continuation(request));
  const longest = Math.max(...requests.map(({ context }) => context.length));
  const { layers, kvHeads, vocabularySize } = architecture;
  const chooser = new TokenChooser(vocabularySize);
  const cache = KeyValueCache.create({
    layers,
    kvHeads,
    headDim: headDim(architecture),
    batch: requests.length,
    capacity: roundLength(longest + decoding.maxNewTokens),
  });
  try {
    let rows: readonly Continuation[] = continuations;
    let logits = prefill(architecture, weights, requests, cache);
    for (;;) {
      const scores = await logits.data<'float32'>();
      logits.dispose();
      rows.forEach((row, index) => {
        const start = index * vocabularySize;
        const own = scores.subarray(start, start + vocabularySize);
        row.extend(own, chooser, decoding, endOfTurn);
      });
      const living = rows.flatMap((row, index) => (row.stop === null ? [index] : []));
      if (living.length === 0) break;
      if (living.length <= COMPACTION_SHARE * rows.length) {
        cache.select(living);
        rows = rows.filter(({ stop }) => stop === null);
      }
      logits = decode(architecture, weights, rows, cache);
    }
  } finally {
    cache.dispose();
  }
  return continuations.map((continuation) => continuation.sampled());
}

/** Reads the contexts into the cache; `[row][vocabulary]` logits of what follows each. */
function prefill(
  architecture: Architecture,
  weights: Weights,
  requests: readonly SampleRequest[],
  cache: KeyValueCache,
): Tensor2D {
  const ids = padRight(requests.map(({ context }) => context));
  const length = ids.length / requests.length;
  const lastPositions = requests.map(({ context }, row) => row * length + context.length - 1);
  return tf.tidy(() => {
    const attend = sequenceAttention(architecture, requests.length, cache);
    const hidden = hiddenStates(architecture, weights, tf.tensor1d(ids, 'int32'), attend);
    return nextTokenLogits(weights, embed(hidden, tf.tensor1d(lastPositions, 'int32')));
  });
}

/** Reads the newest token of each row; `[row][vocabulary]` logits of what follows. */
function decode(
  architecture: Architecture,
  weights: Weights,
  rows: readonly Continuation[],
  cache: KeyValueCache,
): Tensor2D {
  const positions = Int32Array.from(rows, ({ position }) => position);
  return tf.tidy(() => {
    const ids = tf.tensor1d(
      Int32Array.from(rows, ({ newest }) => newest),
      'int32',
    );
    const attend = cachedAttention(architecture, cache, positions);
    return nextTokenLogits(weights, hiddenStates(architecture, weights, ids, attend));
  });
}

/** One sequence as it grows. */
class Continuation {
  stop: SampledTokens['stop'] | null = null;
  readonly #contextLength: number;
  readonly #random: RandomStream;
  readonly #tokens: number[] = [];
  readonly #logprobs: number[] = [];

  constructor({ context, seed }: SampleRequest) {
    this.#contextLength = context.length;
    this.#random = new RandomStream(seed);
  }

  /** Where the newest token stands in the whole sequence. */
  get position(): number {
    return this.#contextLength + this.#tokens.length - 1;
  }

  get newest(): number {
    return this.#tokens.at(-1) ?? 0;
  }

  /** Takes the next token from its logits, `[vocabulary]`; a finished sequence stays as it is. */
  extend(
    logits: Float32Array,
    chooser: TokenChooser,
    { temperature, maxNewTokens }: Decoding,
    endOfTurn: number,
  ): void {
    if (this.stop !== null) return;
    const { token, logprob } = chooser.choose(logits, temperature, this.#random);
    this.#tokens.push(token);
    this.#logprobs.push(logprob);
    if (token === endOfTurn) this.stop = 'end';
    else if (this.#tokens.length >= maxNewTokens) this.stop = 'length';
  }

  sampled(): SampledTokens {
    return { tokens: this.#tokens, logprobs: this.#logprobs, stop: this.stop ?? 'length' };
  }
}
