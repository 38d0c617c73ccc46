import { describe, expect, it } from 'vitest';
import { cohenKappa } from './cohen-kappa.ts';

/** Ratings of two raters from the table of how often each pair of categories occurred. */
function ratings(table: readonly (readonly number[])[]): [string[], string[]] {
  const pairs = table.flatMap((row, one) =>
    row.flatMap((count, other) =>
      Array.from({ length: count }, () => [String(one), String(other)] as const),
    ),
  );
  return [pairs.map(([one]) => one), pairs.map(([, other]) => other)];
}

describe('cohenKappa', () => {
  it.each([
    // p_o = 0.7, p_e = 0.5.
    [
      [
        [20, 5],
        [10, 15],
      ],
      0.4,
      0.1296,
    ],
    // Cohen (1960), table 1, of 200: p_o = 0.70, p_e = 0.41.
    [
      [
        [88, 14, 18],
        [10, 40, 10],
        [2, 6, 12],
      ],
      0.4915,
      0.0549,
    ],
    [
      [
        [5, 0],
        [0, 5],
      ],
      1,
      0,
    ],
    [
      [
        [0, 5],
        [5, 0],
      ],
      -1,
      0,
    ],
  ])('of %j is %f', (table, kappa, error) => {
    const { value, low, high, n } = cohenKappa(...ratings(table));
    expect(value).toBeCloseTo(kappa, 4);
    expect(n).toBe(table.flat().reduce((sum, count) => sum + count, 0));
    expect(high).toBeCloseTo(Math.min(1, kappa + 1.96 * error), 3);
    expect(low).toBeCloseTo(Math.max(-1, kappa - 1.96 * error), 3);
  });

  it('is nothing without ratings, or with one category alone', () => {
    expect(cohenKappa([], []).value).toBeNull();
    expect(cohenKappa(['a', 'a'], ['a', 'a']).value).toBeNull();
  });

  it('refuses ratings that cannot be paired', () => {
    expect(() => cohenKappa(['a'], [])).toThrow('1 ratings cannot be paired with 0');
  });
});
