import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meanAndSpread, meanOf } from './mean-and-spread.ts';

describe('the mean and spread of several runs', () => {
  it('of five values', () => {
    const { value, spread, low, high, n } = meanAndSpread([1, 2, 3, 4, 5]);
    expect(value).toBe(3);
    expect(spread).toBeCloseTo(1.581139, 6);
    // 3 ± 2.776 · 1.581139 / √5
    expect(low).toBeCloseTo(1.036757, 5);
    expect(high).toBeCloseTo(4.963243, 5);
    expect(n).toBe(5);
  });

  it.each([
    [[], null],
    [[0.25], 0.25],
  ])('of %j has no spread, and a mean that may be anything', (values, value) => {
    const unknown = { value, spread: null, low: -Infinity, high: Infinity, n: values.length };
    expect(meanAndSpread(values)).toEqual(unknown);
  });

  it('moves with the values, and scales with them', () => {
    const values = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 2 });
    fc.assert(
      fc.property(values, (some) => {
        const { value, spread, low, high } = meanAndSpread(some);
        expect(value).toBe(meanOf(some));
        expect((low + high) / 2).toBeCloseTo(value ?? Number.NaN, 6);
        const doubled = meanAndSpread(some.map((each) => 2 * each + 7));
        expect(doubled.value).toBeCloseTo(2 * (value ?? Number.NaN) + 7, 6);
        expect(doubled.spread).toBeCloseTo(2 * (spread ?? Number.NaN), 6);
      }),
    );
  });
});
