import { expect, it } from 'vitest';
import type { Comparison } from './comparison.ts';
import { curvesOf, growthOverArithmetic, predicted } from './growth.ts';

function point(at: number, flops: number, ...seconds: number[]): Comparison {
  const measurement = {
    contender: 'native',
    family: 'waltz',
    peakBytes: 1,
    losses: [],
    note: null,
  } as const;
  return {
    group: 'curve',
    subject: 'training step',
    work: 'batch',
    flops,
    tokens: null,
    at,
    measurements: [{ ...measurement, seconds }],
  };
}

it('puts the points of a curve in order, with their medians and ranges', () => {
  const [curve, ...others] = curvesOf([point(8, 80, 7, 9, 8), point(4, 40, 5, 4, 6)]);
  expect(others).toEqual([]);
  expect(curve).toEqual({
    work: 'training step',
    axis: 'batch',
    contender: 'native',
    points: [
      { at: 4, seconds: 5, lowest: 4, highest: 6, flops: 40 },
      { at: 8, seconds: 8, lowest: 7, highest: 9, flops: 80 },
    ],
  });
});

it('compares growth with the arithmetic from the middle point on', () => {
  const [curve] = curvesOf([point(1, 10, 3), point(2, 20, 4), point(4, 50, 12)]);
  if (curve === undefined) throw new Error('there is no curve');
  expect(predicted(curve).map(({ seconds }) => seconds)).toEqual([2, 4, 10]);
  expect(growthOverArithmetic(curve)).toBeCloseTo(1.2);
});

it('has no curve of one point, nor of what could not be measured', () => {
  expect(curvesOf([point(1, 10, 3), point(2, 20)])).toEqual([]);
});
