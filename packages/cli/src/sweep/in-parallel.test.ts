import { expect, it } from 'vitest';
import { inParallel } from './in-parallel.ts';

it('does all in their order, never more than so many at a time', async () => {
  const started: number[] = [];
  let running = 0;
  let most = 0;
  const work = async (item: number): Promise<void> => {
    started.push(item);
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 5 * (item % 3)));
    running--;
  };
  await inParallel([0, 1, 2, 3, 4, 5], 2, work, () => false);
  expect(started).toEqual([0, 1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});

it('begins nothing new once it is over', async () => {
  const started: number[] = [];
  await inParallel(
    [0, 1, 2],
    1,
    async (item) => void started.push(item),
    () => started.length === 2,
  );
  expect(started).toEqual([0, 1]);
});
