import { expect, it } from 'vitest';
import { comparisonWithCores } from './baseline.ts';
import type { BaselineRun } from './baseline-run.ts';

const runs = (...all: readonly (number | 'stopped')[]): readonly BaselineRun[] =>
  all.map((seconds) => ({
    name: 'a run',
    seconds: seconds === 'stopped' ? 100 : seconds,
    failure: seconds === 'stopped' ? 'it was stopped after 100 s' : null,
    reached: 'the end',
    rates: {},
    digest: null,
  }));

it.each([
  [runs(20, 10, 25), runs(100, 120, 90), /Met: 5\.00 times as fast \(3\.60 to 12\.00, n=3 .* 3 on/],
  [runs(40), runs(100, 120), /Missed: 2\.75 times as fast \(2\.50 to 3\.00, n=1 .* 2 on/],
  [runs(40), runs('stopped'), /Not settled: more than 2\.50 times/],
  [runs(10), runs('stopped'), /Met: more than 10\.00 times/],
  [runs(20, 'stopped'), runs(100), /Not measured: a run: it was stopped after 100 s on the card/],
])('compares %#', (card, processor, told) => {
  expect(comparisonWithCores(card, processor)).toMatch(told);
});
