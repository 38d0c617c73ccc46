import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateRate, estimateShare } from './estimate.ts';

const counts = fc
  .integer({ min: 1, max: 5000 })
  .chain((trials) => fc.tuple(fc.integer({ min: 0, max: trials }), fc.constant(trials)));

describe('a rate with its Wilson interval', () => {
  // The second row is that of the textbook example 5 of 10; the last that of the paper's 1 of 313 (StrongREJECT).
  it.each([
    [0, 10, 0, 0, 0.277533],
    [5, 10, 0.5, 0.236593, 0.763407],
    [10, 10, 1, 0.722467, 1],
    [1, 313, 0.003195, 0.000564, 0.017872],
  ])('of %i in %i', (successes, trials, value, low, high) => {
    const estimate = estimateRate(successes, trials);
    expect(estimate.value).toBeCloseTo(value, 6);
    expect(estimate.low).toBeCloseTo(low, 6);
    expect(estimate.high).toBeCloseTo(high, 6);
    expect(estimate.n).toBe(trials);
  });

  it('is unknown without trials', () => {
    expect(estimateShare([])).toEqual({ value: null, low: 0, high: 1, n: 0 });
  });

  it('counts what is true', () => {
    expect(estimateShare([true, false, true, true])).toEqual(estimateRate(3, 4));
  });

  it.each([
    [-1, 3],
    [4, 3],
    [0.5, 3],
  ])('refuses %d of %d', (successes, trials) => {
    expect(() => estimateRate(successes, trials)).toThrow(/is not a rate/);
  });

  it('lies within its interval, the interval within [0, 1]', () => {
    fc.assert(
      fc.property(counts, ([successes, trials]) => {
        const { value, low, high } = estimateRate(successes, trials);
        expect(0 <= low && high <= 1).toBe(true);
        expect(low <= (value ?? -1) && (value ?? 2) <= high).toBe(true);
        expect(low).toBeLessThan(high);
      }),
    );
  });

  it('mirrors its complement, and narrows with more trials', () => {
    fc.assert(
      fc.property(counts, ([successes, trials]) => {
        const { low, high } = estimateRate(successes, trials);
        const complement = estimateRate(trials - successes, trials);
        expect(complement.low).toBeCloseTo(1 - high, 12);
        const more = estimateRate(successes * 4, trials * 4);
        expect(more.high - more.low).toBeLessThan(high - low);
      }),
    );
  });
});
