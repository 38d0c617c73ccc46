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

export function roundLength(length: number): number {
  return Math.ceil(length / LENGTH_STEP) * LENGTH_STEP;
}

/** Contexts side by side, `[batch][position]`, padded on the right. */
function padRight(rows: readonly (readonly number[])[]): Int32Array {
  const length = roundLength(Math.max(...rows.map((row) => row.length)));
  const ids = new Int32Array(rows.length * length);
  rows.forEach((row, index) => ids.set(row, index * length));
  return ids;
}

/** Lays sequences out for one forward pass. The last token of each is only ever predicted, never read. */
export function layOut(sequences: readonly TokenSequence[]): TokenBatch {
  const ids = padRight(
    sequences.map(({ context, completion }) => [...context, ...completion].slice(0, -1)),
  );
  const length = ids.length / sequences.length;
  return {
    batch: sequences.length,
    ids,
    predictors: Int32Array.from(
      sequences.flatMap(({ context, completion }, index) =>
        completion.map((_, token) => index * length + context.length - 1 + token),
      ),
    ),
    targets: Int32Array.from(sequences.flatMap(({ completion }) => completion)),
  };
}
