/** A figure with its 95% interval and the number of observations that it rests on. */
export interface Estimate {
  /** Null when there was nothing to observe. */
  readonly value: number | null;
  readonly low: number;
  readonly high: number;
  readonly n: number;
}

/** The 97.5% point of the standard normal distribution: 95% lie within ± this many standard deviations. */
const NORMAL_QUANTILE = 1.959963984540054;

/**
 * A rate with its Wilson score interval (Wilson, 1927): unlike the normal interval it stays within [0, 1] and has
 * a width even when no trial, or every trial, succeeded. Without trials the rate is null and may lie anywhere.
 * Throws when the counts are not whole numbers with 0 ≤ successes ≤ trials.
 */
export function estimateRate(successes: number, trials: number): Estimate {
  if (
    !Number.isInteger(trials) ||
    !Number.isInteger(successes) ||
    successes < 0 ||
    successes > trials
  ) {
    throw new Error(`${successes} of ${trials} is not a rate`);
  }
  if (trials === 0) return { value: null, low: 0, high: 1, n: 0 };
  const rate = successes / trials;
  const z2 = NORMAL_QUANTILE ** 2;
  const centre = (rate + z2 / (2 * trials)) / (1 + z2 / trials);
  const reach =
    (NORMAL_QUANTILE / (1 + z2 / trials)) *
    Math.sqrt((rate * (1 - rate)) / trials + z2 / (4 * trials ** 2));
  return {
    value: rate,
    // At the ends the bounds equal the rate exactly; rounding must not push them past it.
    low: successes === 0 ? 0 : Math.min(rate, centre - reach),
    high: successes === trials ? 1 : Math.max(rate, centre + reach),
    n: trials,
  };
}

/** The rate at which `outcomes` are true. */
export function estimateShare(outcomes: readonly boolean[]): Estimate {
  return estimateRate(outcomes.filter(Boolean).length, outcomes.length);
}
