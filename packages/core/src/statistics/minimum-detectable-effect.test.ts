import { expect, it } from 'vitest';
import { minimumDetectableEffect } from './minimum-detectable-effect.ts';

// statsmodels.stats.power.TTestPower().solve_power(nobs=n, alpha=0.05, power=0.8), and how far this one may lie below.
it.each([
  [2, 11.549889754978167, 0.14],
  [3, 3.264043552819638, 0.06],
  [5, 1.6819970833232674, 0.02],
  [10, 0.9960019107624178, 0.002],
  [30, 0.5292357045238948, 0.001],
])('for %i seeds is near the exact %d standard deviations', (n, exact, below) => {
  const effect = minimumDetectableEffect(1, n) ?? Number.NaN;
  expect(effect / exact).toBeGreaterThan(1 - below);
  expect(effect / exact).toBeLessThan(1.001);
  expect(minimumDetectableEffect(0.25, n)).toBeCloseTo(effect / 4, 12);
});

it('is unknown for a single seed', () => {
  expect(minimumDetectableEffect(null, 1)).toBeNull();
});
