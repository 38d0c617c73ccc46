import { expect, it } from 'vitest';
import { interleave, type Worker } from './interleave.ts';

const PATIENCE = { rounds: 2, repetition: 10, deadline: Infinity };

/** Notes in `turns` whose turn it is, and takes the given seconds, the last of them from then on; NaN fails. */
function worker(name: string, turns: string[], ...seconds: number[]): Worker {
  let turn = 0;
  return {
    contender: { contender: name, family: 'waltz' },
    work: async () => {
      turns.push(name);
      const own = seconds[Math.min(turn++, seconds.length - 1)] ?? NaN;
      if (Number.isNaN(own)) throw new Error('out of memory');
      return { seconds: own, loss: 8 - turn, peakBytes: 1000 + turn };
    },
  };
}

it('takes turns, and does not count the first', async () => {
  const turns: string[] = [];
  const measured = await interleave(
    [worker('a', turns, 9, 1, 2), worker('b', turns, 8, 3, 4)],
    PATIENCE,
  );
  expect(turns.join('')).toBe('ababab');
  expect(measured.map(({ seconds }) => seconds)).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(measured[0]).toMatchObject({ losses: [7, 6, 5], peakBytes: 1003, note: null });
});

it('warms up as often as it is told, and not again who has failed', async () => {
  const turns: string[] = [];
  const measured = await interleave([worker('a', turns, 9, 8, 7, 1), worker('b', turns, 9, NaN)], {
    ...PATIENCE,
    warmUps: 3,
  });
  expect(turns.join('')).toBe('aaabbaa');
  expect(measured.map(({ seconds }) => seconds)).toEqual([[1, 1], []]);
});

it('goes on without who fails, and keeps what it had', async () => {
  const turns: string[] = [];
  const [failed, other] = await interleave(
    [worker('a', turns, 9, 1, NaN), worker('b', turns, 8, 3)],
    PATIENCE,
  );
  expect(failed).toMatchObject({ seconds: [1], note: 'out of memory' });
  expect(other).toMatchObject({ seconds: [3, 3], note: null });
});

it('measures the slow once, and says so', async () => {
  const turns: string[] = [];
  const [slow] = await interleave([worker('a', turns, 11)], PATIENCE);
  expect(turns).toHaveLength(2);
  expect(slow?.seconds).toEqual([11]);
  expect(slow?.note).toContain('measured once');
});

it('begins nothing after the deadline', async () => {
  const turns: string[] = [];
  const [none] = await interleave([worker('a', turns, 1)], { ...PATIENCE, deadline: -1 });
  expect(turns).toEqual([]);
  expect(none?.note).toBe('left out: the time was up');
});
