import type { TokenSequence } from '@waltz/core';

/** Sequences side by side, padded on the right, and where their completions are predicted. */
export interface TokenBatch {
  readonly batch: number;
  /** `[batch][position]` token ids. */
  readonly ids: Int32Array;
  /** `[token]` flat index into `ids` of the position that predicts each completion token, sequence by sequence. */
  readonly predictors: Int32Array;
  /** `[token]` the completion tokens themselves. */
  readonly targets: Int32Array;
}

/** Padded lengths are multiples of this, so that memory is asked for in few different sizes. */
const LENGTH_STEP = 8;

/** Tokens that a forward pass reads of a sequence, with the padding that it has by itself: all but the last token. */
export function readLength(sequence: TokenSequence | undefined): number {
  if (sequence === undefined) return 0;
  const { context, completion } = sequence;
  return Math.ceil((context.length + completion.length - 1) / LENGTH_STEP) * LENGTH_STEP;
}

/** Lays sequences with completions out for one forward pass. The last token of each is only ever predicted, never read. */
export function layOut(sequences: readonly TokenSequence[]): TokenBatch {
  const length = Math.max(...sequences.map(readLength));
  const tokens = sequences.reduce((sum, { completion }) => sum + completion.length, 0);
  const ids = new Int32Array(sequences.length * length);
  const predictors = new Int32Array(tokens);
  const targets = new Int32Array(tokens);
  let token = 0;
  sequences.forEach(({ context, completion }, index) => {
    const start = index * length;
    ids.set(context, start);
    ids.set(completion.slice(0, -1), start + context.length);
    targets.set(completion, token);
    for (let at = 0; at < completion.length; at++) {
      predictors[token++] = start + context.length - 1 + at;
    }
  });
  return { batch: sequences.length, ids, predictors, targets };
}
