import { describe, expect, it } from 'vitest';
import { mcnemar } from './mcnemar.ts';

/** Paired outcomes with so many pairs of each kind. */
function pairs(onlyFirst: number, onlySecond: number, both = 5, neither = 7) {
  const repeat = (count: number, value: boolean) => Array.from({ length: count }, () => value);
  return [
    [...repeat(onlyFirst, true), ...repeat(onlySecond, false), ...repeat(both, true)],
    [...repeat(onlyFirst, false), ...repeat(onlySecond, true), ...repeat(both, true)],
  ].map((outcomes) => [...outcomes, ...repeat(neither, false)]) as [boolean[], boolean[]];
}

describe("McNemar's exact test", () => {
  // statsmodels.stats.contingency_tables.mcnemar(table, exact=True).pvalue
  it.each([
    [10, 2, 0.03857421875],
    [5, 5, 1],
    [0, 0, 1],
    [0, 7, 0.015625],
    [1, 3, 0.625],
    [40, 60, 0.05688793364098089],
    [300, 420, 8.807756168615114e-6],
  ])('of %i against %i discordant pairs', (onlyFirst, onlySecond, p) => {
    const test = mcnemar(...pairs(onlyFirst, onlySecond));
    expect(test).toMatchObject({ onlyFirst, onlySecond });
    expect(test.p / p).toBeCloseTo(1, 9);
    expect(mcnemar(...pairs(onlySecond, onlyFirst)).p).toBe(test.p);
  });

  it('is finite where 2^-n is not', () => {
    expect(mcnemar(...pairs(1000, 1000)).p).toBe(1);
    expect(mcnemar(...pairs(950, 1050)).p).toBeCloseTo(0.0268241, 6);
  });

  it('refuses outcomes that have no partner', () => {
    expect(() => mcnemar([true], [])).toThrow('1 outcomes cannot be paired with 0');
  });
});
