import type { RandomStream } from '../random/random-stream.ts';
import { crossedMean, drawCounts, type CrossedOutcomes } from './crossed-outcomes.ts';
import type { Estimate } from './estimate.ts';
import { meanAndSpread } from './mean-and-spread.ts';
import { studentTCentralProbability, studentTQuantile } from './student-t.ts';

/** A difference between two systems that were measured on the same seeds and prompts. */
export interface PairedDifference extends Estimate {
  /** Two-sided, of the hypothesis that there is no difference; null when there was nothing to compare. */
  readonly p: number | null;
}

/** Resamples of a bootstrap: its standard error is then good to about 2%. */
export const RESAMPLES = 2000;

/**
 * The mean of paired `[seed][prompt]` differences with its 95% interval, for new seeds and new prompts of the same kind.
 * `n` is the number of seeds. The variance has two parts, as seeds and prompts are crossed (Cameron, Gelbach & Miller, 2011):
 *
 * - seeds are the clusters: the variance between the means of S seeds, over S;
 * - prompts are resampled with replacement, each with the outcomes of all its seeds. The chance of single outcomes is in
 *   both parts, and is taken off this one.
 *
 * A bootstrap that resamples the seeds as well needs many of them; with three to five its percentiles are far too narrow.
 * The interval is Student's, with the degrees of freedom of the sum (Satterthwaite, 1946): near S − 1 where seeds differ
 * much, more where they do not. A single seed has the second part alone: it speaks of that one pair of trained models.
 */
export function pairedBootstrap(
  differences: CrossedOutcomes,
  stream: RandomStream,
  resamples = RESAMPLES,
): PairedDifference {
  const rows = differences.filter((row) => row.some((difference) => difference !== null));
  const value = crossedMean(rows);
  const seeds = rows.length;
  const prompts = rows[0]?.length ?? 0;
  if (value === null || prompts < 2) {
    return { value, low: -Infinity, high: Infinity, n: seeds, p: null };
  }
  const ofPrompts = promptVariance(rows, stream, resamples);
  const parts = [{ variance: ofPrompts, degreesOfFreedom: prompts - 1 }];
  if (seeds > 1) {
    const spread = meanAndSpread(rows.map((row) => crossedMean([row]) ?? value)).spread ?? 0;
    const beyondChance = Math.max(0, ofPrompts - chanceVariance(rows));
    parts[0] = { variance: beyondChance, degreesOfFreedom: prompts - 1 };
    parts.push({ variance: spread ** 2 / seeds, degreesOfFreedom: seeds - 1 });
  }
  const standardError = Math.sqrt(parts.reduce((sum, { variance }) => sum + variance, 0));
  const degreesOfFreedom = satterthwaite(parts);
  const reach = studentTQuantile(0.95, degreesOfFreedom) * standardError;
  return {
    value,
    low: value - reach,
    high: value + reach,
    n: seeds,
    p: pValue(value, standardError, degreesOfFreedom),
  };
}

/** The variance of the mean as prompts are drawn again, the same ones for every seed. */
function promptVariance(rows: CrossedOutcomes, stream: RandomStream, resamples: number): number {
  const prompts = rows[0]?.length ?? 0;
  const everySeed = rows.map(() => 1);
  const means = Array.from({ length: resamples }, () =>
    crossedMean(rows, everySeed, drawCounts(prompts, stream)),
  ).filter((mean) => mean !== null);
  return (meanAndSpread(means).spread ?? 0) ** 2;
}

/** The variance of the mean from what neither the seed nor the prompt explains: the residuals of the two-way layout. */
function chanceVariance(rows: CrossedOutcomes): number {
  const whole = crossedMean(rows) ?? 0;
  const ofSeed = rows.map((row) => crossedMean([row]) ?? whole);
  const prompts = rows[0]?.length ?? 0;
  let squares = 0;
  let observed = 0;
  for (let prompt = 0; prompt < prompts; prompt++) {
    const ofPrompt = crossedMean(rows.map((row) => [row[prompt] ?? null])) ?? whole;
    rows.forEach((row, seed) => {
      const outcome = row[prompt] ?? null;
      if (outcome === null) return;
      squares += (outcome - (ofSeed[seed] ?? whole) - ofPrompt + whole) ** 2;
      observed++;
    });
  }
  return squares / ((rows.length - 1) * (prompts - 1)) / observed;
}

/** The degrees of freedom of a sum of variances, rounded down. */
function satterthwaite(
  parts: readonly { readonly variance: number; readonly degreesOfFreedom: number }[],
): number {
  const least = Math.min(...parts.map(({ degreesOfFreedom }) => degreesOfFreedom));
  const sum = parts.reduce((total, { variance }) => total + variance, 0);
  if (sum === 0) return least;
  const shares = parts.map(
    ({ variance, degreesOfFreedom }) => (variance / sum) ** 2 / degreesOfFreedom,
  );
  // A sum of squared shares may round to a little more than its largest.
  return Math.max(least, Math.floor(1 / shares.reduce((total, share) => total + share, 0) + 1e-9));
}

function pValue(value: number, standardError: number, degreesOfFreedom: number): number {
  if (value === 0) return 1;
  if (standardError === 0) return 0;
  return 1 - studentTCentralProbability(Math.abs(value) / standardError, degreesOfFreedom);
}
