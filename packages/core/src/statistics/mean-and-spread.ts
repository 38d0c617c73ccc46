import type { Estimate } from './estimate.ts';
import { studentTQuantile } from './student-t.ts';

/** Several runs of one experiment summed up, for example its seeds. */
export interface MeanAndSpread extends Estimate {
  /** Sample standard deviation (n − 1); null for a single value. */
  readonly spread: number | null;
}

/** The arithmetic mean; null of nothing. */
export function meanOf(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Mean, spread and the 95% t-interval of the mean. A single value has no spread and an infinite interval; no
 * value has no mean either.
 */
export function meanAndSpread(values: readonly number[]): MeanAndSpread {
  const mean = meanOf(values);
  if (mean === null || values.length === 1) {
    return { value: mean, spread: null, low: -Infinity, high: Infinity, n: values.length };
  }
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const spread = Math.sqrt(squares / (values.length - 1));
  const reach = (studentTQuantile(0.95, values.length - 1) * spread) / Math.sqrt(values.length);
  return { value: mean, spread, low: mean - reach, high: mean + reach, n: values.length };
}
