/** The scale of sums of numbers about 1, whose rounding stays when they come out near 0. */
export const ABOUT_ONE = 0.1;

/**
 * How far a tensor is from what it should be: the largest difference of any number, as a share of the largest of the
 * expected numbers. A share of each number itself would ask more than float32 has wherever terms cancel. `smallest` is
 * the least scale that counts.
 * Infinity where lengths differ or a number is missing.
 */
export function relativeError(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  smallest = 0,
): number {
  if (actual.length !== expected.length) return Infinity;
  let [scale, worst] = [smallest, 0];
  for (let at = 0; at < expected.length; at++) {
    scale = Math.max(scale, Math.abs(expected[at] ?? NaN));
    worst = Math.max(worst, Math.abs((actual[at] ?? NaN) - (expected[at] ?? NaN)));
  }
  if (Number.isNaN(worst) || Number.isNaN(scale)) return Infinity;
  return worst === 0 ? 0 : worst / scale;
}
