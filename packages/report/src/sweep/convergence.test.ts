import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../run/run-record.ts';
import { convergenceOf } from './convergence.ts';

/** A run with these rewards of the conversation agent, `[stage][step]`. */
function runWith(...rewards: readonly (readonly number[])[]): RunRecord {
  return {
    folder: '',
    experiment: 'made up',
    seed: 1,
    config: {},
    environment: {},
    status: {},
    summary: {},
    timings: [],
    work: [],
    stages: [],
    evaluations: [],
    metrics: rewards.flatMap((ofStage, stage) =>
      ofStage.map((reward, step) => ({
        stage: `stage-${stage + 1}`,
        step: step + 1,
        globalStep: 1000 * stage + step + 1,
        metrics: { 'reward/conversation': reward },
      })),
    ),
  };
}

const repeat = (value: number, times: number): readonly number[] =>
  Array.from({ length: times }, () => value);

describe('the convergence of a run', () => {
  it.each([
    ['never left its end', [repeat(0.8, 30)], { level: 0.8, steps: 10 }],
    // At step 29 the window has nine steps of 0.9 and one of 0.5: 0.86 is too low, and step 30 is the first at 0.9.
    ['jumped at step 21', [[...repeat(0.5, 20), ...repeat(0.9, 40)]], { level: 0.9, steps: 30 }],
    [
      'fell back at step 41 and recovered',
      [[...repeat(0.9, 40), 0.1, ...repeat(0.9, 40)]],
      { level: 0.9, steps: 51 },
    ],
    [
      'moved within the tolerance',
      [[...repeat(0.79, 30), ...repeat(0.8, 30)]],
      { level: 0.8, steps: 10 },
    ],
    ['had a stage before', [repeat(0.1, 50), repeat(0.8, 12)], { level: 0.8, steps: 10 }],
  ] as const)('that %s', (_, rewards, expected) => {
    const { level, steps } = convergenceOf(runWith(...rewards)) ?? {};
    expect(level).toBeCloseTo(expected.level, 10);
    expect(steps).toBe(expected.steps);
  });

  it('is unknown of a stage that is shorter than the moving mean', () => {
    expect(convergenceOf(runWith(repeat(0.8, 9)))).toBeNull();
    expect(convergenceOf(runWith())).toBeNull();
  });
});
