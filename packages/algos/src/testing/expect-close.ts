import { expect } from 'vitest';

/** Expects two `[sample][token]` arrays to have one shape and, up to `digits`, the same values. */
export function expectClose(
  values: readonly (readonly number[])[],
  expected: readonly (readonly number[])[],
  digits = 9,
): void {
  expect(values.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
  values.flat().forEach((value, index) => {
    expect(value).toBeCloseTo(expected.flat()[index] ?? NaN, digits);
  });
}
