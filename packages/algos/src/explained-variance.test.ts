import { expect, it } from 'vitest';
import { explainedVariance } from './explained-variance.ts';

const RETURNS = [
  [1, 0],
  [0, 1],
];

it.each([
  { name: '1 for a critic that knows every return', values: RETURNS, expected: 1 },
  {
    name: '1 for one that is off by the same everywhere',
    values: [
      [3, 2],
      [2, 3],
    ],
    expected: 1,
  },
  {
    name: '0 for one that knows the mean alone',
    values: [
      [0.5, 0.5],
      [0.5, 0.5],
    ],
    expected: 0,
  },
  {
    name: 'below 0 for one that has it the wrong way round',
    values: [
      [0, 1],
      [1, 0],
    ],
    expected: -3,
  },
])('explained variance is $name', ({ values, expected }) => {
  expect(explainedVariance(values, RETURNS)).toBeCloseTo(expected, 12);
});

it('explained variance of returns that are all alike is unknown', () => {
  expect(explainedVariance([[0.2, 0.3]], [[1, 1]])).toBeNull();
});
