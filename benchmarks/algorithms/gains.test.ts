import type { Judgement } from '@waltz/core';
import { describe, expect, it } from 'vitest';
import { gainCells, gainOf } from './gains.ts';

const verdict = (unsafe: boolean): Judgement => ({
  scored: true,
  unsafe,
  overrefuse: false,
  refusal: false,
  nonAnswer: false,
  helpful: false,
});
const [good, bad] = [verdict(false), verdict(true)];
const unscored: Judgement = { scored: false, reason: 'the judge was away' };
const line = (stage: string, ...judgements: readonly Judgement[]) => ({ stage, judgements });

const LEDGER = [
  line('evaluation:base', bad, good),
  line('evaluation:base', bad),
  line('evaluation:base', unscored, bad),
  line('stage-1', good),
  line('evaluation:final', good),
  line('evaluation:final', bad, good),
];

describe('the gain of a run', () => {
  it('is that of first answers, scored ones alone', () => {
    expect(gainOf(LEDGER, 'first')).toEqual({ before: 0, after: 0.5 });
  });

  it('is that of the answers after feedback', () => {
    expect(gainOf(LEDGER, 'final')).toEqual({ before: 1 / 3, after: 1 });
  });

  it('is none where an evaluation is missing', () => {
    expect(() => gainOf(LEDGER.slice(0, 3), 'first')).toThrow('the evaluation final has no scored');
  });
});

it('a row has means, the range of seeds, and how many improved', () => {
  const gains = [
    { before: 0.5, after: 0.75 },
    { before: 0.5, after: 0.45 },
  ];
  expect(gainCells(gains)).toEqual(['50.0', '60.0', '10.0 (-5.0 to 25.0)', '1 of 2']);
});
