import { expect, it } from 'vitest';
import { RandomStream } from '../random/random-stream.ts';
import { crossedMean, drawCounts } from './crossed-outcomes.ts';

it.each([
  [
    'seeds count alike, however many outcomes each has',
    [
      [1, 1, null],
      [0, 0, 0],
    ],
    undefined,
    undefined,
    0.5,
  ],
  [
    'as often as they were drawn',
    [
      [1, 0],
      [0, 0],
    ],
    [2, 1],
    [3, 1],
    0.5,
  ],
  [
    'a seed without drawn outcomes is left out',
    [
      [1, null],
      [null, 0],
    ],
    [1, 1],
    [2, 0],
    1,
  ],
  ['nothing is the mean of nothing', [[null]], undefined, undefined, null],
])('%s', (_, outcomes, seedCounts, promptCounts, mean) => {
  expect(crossedMean(outcomes, seedCounts, promptCounts)).toBe(mean);
});

it('draws as many as there are, each equally often in the long run', () => {
  const stream = RandomStream.of('draws');
  const totals = [0, 0, 0];
  for (let draw = 0; draw < 3000; draw++) {
    const counts = drawCounts(3, stream);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(3);
    counts.forEach((count, index) => (totals[index] = (totals[index] ?? 0) + count));
  }
  for (const total of totals) expect(Math.abs(total - 3000)).toBeLessThan(200);
});
