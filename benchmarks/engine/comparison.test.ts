import { expect, it } from 'vitest';
import { together, type Comparison } from './comparison.ts';

function comparison(subject: string, ...contenders: string[]): Comparison {
  const measurements = contenders.map((contender) => ({
    contender,
    family: 'peer' as const,
    seconds: [1],
    peakBytes: null,
    losses: [],
    note: null,
  }));
  return { group: 'model', subject, work: 'sampling', flops: 1, tokens: 1, measurements };
}

it('joins what several groups did of the same work, in their order, and keeps all else apart', () => {
  const [first, other] = [comparison('a', 'one', 'two'), comparison('b', 'one')];
  const further = [comparison('a', 'three'), comparison('c', 'one'), { ...other, at: 2 }];
  expect(together([first, other], further)).toEqual([
    comparison('a', 'one', 'two', 'three'),
    other,
    comparison('c', 'one'),
    { ...other, at: 2 },
  ]);
  expect(together([], further)).toEqual(further);
});
