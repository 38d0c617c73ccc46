import { describe, expect, it } from 'vitest';
import { studentTCentralProbability, studentTQuantile } from './student-t.ts';

describe("Student's t", () => {
  // From printed tables of the 97.5% point.
  it.each([
    [1, 12.706],
    [2, 4.303],
    [3, 3.182],
    [4, 2.776],
    [9, 2.262],
    [10, 2.228],
    [30, 2.042],
    [120, 1.98],
  ])('with %i degrees of freedom has its 95%% within ± %d', (degreesOfFreedom, quantile) => {
    expect(studentTQuantile(0.95, degreesOfFreedom)).toBeCloseTo(quantile, 3);
  });

  // scipy.stats.t.ppf((1 + coverage) / 2, degreesOfFreedom)
  it.each([
    [0.6, 2, 1.0606601717798214],
    [0.6, 30, 0.8537672614712979],
    [0.95, 1, 12.706204736174694],
    [0.99, 2, 9.924843200918287],
    [0.999, 1, 636.6192487687897],
  ])('holds %d of its probability, with %i degrees of freedom, within ± %d', (share, df, t) => {
    expect(studentTQuantile(share, df) / t).toBeCloseTo(1, 10);
  });

  // 2 · scipy.stats.t.sf(t, degreesOfFreedom)
  it.each([
    [2.5, 2, 0.12961172022151082],
    [0.7, 4, 0.5225001655934502],
    [10, 1, 0.06345103486110713],
    [3.3, 9, 0.009229908318547019],
  ])('lies beyond ± %d with %i degrees of freedom with probability %d', (t, df, p) => {
    expect(1 - studentTCentralProbability(t, df)).toBeCloseTo(p, 12);
  });

  it.each([-0.1, 1, Number.NaN])('refuses a coverage of %d', (coverage) => {
    expect(() => studentTQuantile(coverage, 3)).toThrow(/coverage/);
  });

  it('is the Cauchy distribution with one degree of freedom', () => {
    expect(studentTCentralProbability(1, 1)).toBeCloseTo(0.5, 12);
  });

  it.each([0, -1, 1.5])('refuses %d degrees of freedom', (degreesOfFreedom) => {
    expect(() => studentTQuantile(0.95, degreesOfFreedom)).toThrow(/whole number/);
  });
});
