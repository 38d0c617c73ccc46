import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { inBatches } from './in-batches.ts';

/** Doubles numbers, takes a while over it, and remembers in what batches. */
function doubler() {
  const batches: (readonly number[])[] = [];
  const double = inBatches(async (numbers: readonly number[]) => {
    batches.push(numbers);
    for (let turn = 0; turn < 5; turn++) await setImmediate();
    if (numbers.includes(13)) throw new Error('thirteen');
    return numbers.filter((number) => number !== 7).map((number) => 2 * number);
  });
  return { batches, double };
}

it('answers together what is asked together, each its own', async () => {
  const { batches, double } = doubler();
  expect(await Promise.all([1, 2, 3].map(double))).toEqual([2, 4, 6]);
  expect(batches).toEqual([[1, 2, 3]]);
});

it('waits for those who need a moment, and gathers the others behind a batch under way', async () => {
  const { batches, double } = doubler();
  const early = double(1);
  await Promise.resolve();
  const beside = double(2);
  await setImmediate();
  await setImmediate();
  await setImmediate();
  const late = [double(3), double(4)];
  expect(await Promise.all([early, beside, ...late])).toEqual([2, 4, 6, 8]);
  expect(batches).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

it('fails a batch as a whole, and goes on with the next', async () => {
  const { double } = doubler();
  const failing = await Promise.allSettled([double(12), double(13)]);
  expect(failing.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await double(4)).toBe(8);
  await expect(double(7)).rejects.toThrow('0 results came back for 1 questions');
});
