import type { Estimate } from './estimate.ts';

/** The 97.5% point of the standard normal distribution. */
const NORMAL_QUANTILE = 1.959963984540054;

/**
 * Cohen's kappa of two raters who put the same things into categories: (p_o − p_e) / (1 − p_e), with p_o the share on which
 * they agree and p_e the share on which raters with their habits would agree by chance (Cohen, 1960). 1 is full
 * agreement, 0 what chance makes. The interval is the large-sample one of that paper, cut off at ±1.
 * The value is null without things, and when both use one and the same category alone: chance would agree as much.
 * Throws when there are not as many ratings on both sides.
 */
export function cohenKappa(first: readonly string[], second: readonly string[]): Estimate {
  if (first.length !== second.length) {
    throw new Error(`${first.length} ratings cannot be paired with ${second.length}`);
  }
  const n = first.length;
  const observed = first.filter((category, index) => category === second[index]).length / n;
  const share = (ratings: readonly string[], category: string): number =>
    ratings.filter((rating) => rating === category).length / n;
  const chance = [...new Set(first)].reduce(
    (sum, category) => sum + share(first, category) * share(second, category),
    0,
  );
  if (n === 0 || chance === 1) return { value: null, low: -1, high: 1, n };
  const value = (observed - chance) / (1 - chance);
  const error = Math.sqrt((observed * (1 - observed)) / n) / (1 - chance);
  const reach = NORMAL_QUANTILE * error;
  return { value, low: Math.max(-1, value - reach), high: Math.min(1, value + reach), n };
}
