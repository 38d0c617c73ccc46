import type { LossInputs } from '@waltz/core';
import fc from 'fast-check';

/** How far a log-probability is moved either way. */
const STEP = 1e-6;

/** `[sample][token]` the derivatives of a loss at `point`, which is `[sample][token]` too, by central differences. */
export function slopesOf(
  lossAt: (point: readonly (readonly number[])[]) => number,
  point: readonly (readonly number[])[],
): readonly (readonly number[])[] {
  const valueAt = (row: number, column: number, by: number) =>
    lossAt(
      point.map((sample, r) =>
        sample.map((value, c) => (r === row && c === column ? value + by : value)),
      ),
    );
  return point.map((sample, row) =>
    sample.map(
      (_, column) => (valueAt(row, column, STEP) - valueAt(row, column, -STEP)) / (2 * STEP),
    ),
  );
}

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });

/** Batches of up to four samples, with ratios on either side of the clip. */
export const anyLossInputs: fc.Arbitrary<LossInputs> = fc
  .record({
    klCoefficient: number(0, 2),
    samples: fc.array(
      fc.array(
        fc.record({
          logprob: number(-4, 0),
          shift: number(-0.5, 0.5),
          divergence: number(-2, 2),
          advantage: number(-3, 3),
        }),
        { maxLength: 4 },
      ),
      { maxLength: 4 },
    ),
  })
  .map(({ klCoefficient, samples }) => ({
    klCoefficient,
    logprobs: samples.map((tokens) => tokens.map(({ logprob }) => logprob)),
    oldLogprobs: samples.map((tokens) => tokens.map(({ logprob, shift }) => logprob - shift)),
    referenceLogprobs: samples.map((tokens) =>
      tokens.map(({ logprob, divergence }) => logprob - divergence),
    ),
    advantages: samples.map((tokens) => tokens.map(({ advantage }) => advantage)),
  }));

/** Whether a loss has a slope at a log-ratio: it has none where clipping starts. */
export function isSmooth(logRatio: number, clip: number): boolean {
  return [1 - clip, 1 + clip].every((corner) => Math.abs(logRatio - Math.log(corner)) > 9 * STEP);
}
