import { describe, expect, it } from 'vitest';
import { studentTCentralProbability, studentTQuantile95 } from './student-t.ts';

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
    expect(studentTQuantile95(degreesOfFreedom)).toBeCloseTo(quantile, 3);
  });

  it('is the Cauchy distribution with one degree of freedom', () => {
    expect(studentTCentralProbability(1, 1)).toBeCloseTo(0.5, 12);
  });

  it.each([0, -1, 1.5])('refuses %d degrees of freedom', (degreesOfFreedom) => {
    expect(() => studentTQuantile95(degreesOfFreedom)).toThrow(/whole number/);
  });
});
