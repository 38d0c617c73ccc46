import { availableParallelism } from 'node:os';
import { expect, it } from 'vitest';
import { allowedCores, coresOf, shareCores } from './cores.ts';

it.each([
  ['0', [0]],
  ['0-3', [0, 1, 2, 3]],
  ['7,9-10,12', [7, 9, 10, 12]],
])('reads the list %s', (list, cores) => expect(coresOf(list)).toEqual(cores));

it.runIf(process.platform === 'linux')('finds the cores of this process', () => {
  expect(allowedCores()).toHaveLength(availableParallelism());
});

it.each([
  ['0', [0], [[0]]],
  ['4-5', [4, 5], [[4, 5]]],
  ['0-3', [0, 1], [[2, 3]]],
  [
    '8-15',
    [8, 9, 10, 11],
    [
      [14, 15],
      [12, 13],
    ],
  ],
  [
    '0-15',
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    [
      [14, 15],
      [12, 13],
      [10, 11],
    ],
  ],
])('shares cores %s among the card and pairs', (list, card, pairs) => {
  expect(shareCores(coresOf(list))).toEqual({ card, pairs });
});
