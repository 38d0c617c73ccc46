import { expect, it } from 'vitest';
import { changedOrder } from './changed-order.ts';

it.each([
  ['nothing', [3, 1, 2], [30, 10, 20], [1, 3, 2], [1, 3, 2], 0],
  ['all', [1, 2, 3], [3, 2, 1], [3, 2, 1], [1, 2, 3], 1],
  ['one pair of three', [1, 2, 3], [2, 1, 3], [3, 2, 1], [2, 3, 1], 1 / 3],
  ['pairs that are tied do not count', [1, 1, 2], [1, 2, 2], [2.5, 2.5, 1], [3, 1.5, 1.5], 0],
  ['ties alone', [1, 1], [2, 2], [1.5, 1.5], [1.5, 1.5], null],
] as const)('%s', (_, before, after, ranksBefore, ranksAfter, swapped) => {
  expect(changedOrder(before, after)).toEqual({
    before: ranksBefore,
    after: ranksAfter,
    swapped,
  });
});
