import { expect, it } from 'vitest';
import { holmAdjusted } from './holm.ts';

// statsmodels.stats.multitest.multipletests(p, method='holm')
it.each([
  [
    [0.01, 0.04, 0.03, 0.005],
    [0.03, 0.06, 0.06, 0.02],
  ],
  [
    [0.5, 0.6, 0.7],
    [1, 1, 1],
  ],
  [
    [0.02, 0.02, 0.02],
    [0.06, 0.06, 0.06],
  ],
  [[0.001], [0.001]],
  [[], []],
])('of %j', (pValues, expected) => {
  const adjusted = holmAdjusted(pValues);
  expect(adjusted).toHaveLength(expected.length);
  adjusted.forEach((p, index) => expect(p).toBeCloseTo(expected[index] ?? Number.NaN, 12));
});
