import type { PairedDifference } from '@waltz/core';
import { percent } from './numbers.ts';

/** A difference of shares in percentage points with its interval, cut off at ±100: `−4.2 (−7.0 to −1.4)`. */
export function differenceText({ value, low, high }: PairedDifference): string {
  // Without a single pair that differs there is no spread to make an interval from.
  const hasSpread = Number.isFinite(low) && low < high;
  const interval = hasSpread
    ? ` (${points(Math.max(-1, low))} to ${points(Math.min(1, high))})`
    : '';
  return `${points(value ?? 0)}${interval}`;
}

/** A p-value with three digits; a dash where there was nothing to test. */
export function probability(p: number | null): string {
  if (p === null) return '–';
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}

/** A difference of shares in percentage points, with its sign. */
function points(share: number): string {
  const text = percent(Math.abs(share));
  if (text === '0.0') return text;
  return `${share < 0 ? '−' : '+'}${text}`;
}
