import type { ReplayedSample } from '@waltz/core';
import { expect, it } from 'vitest';
import { replayTables } from './replay-tables.ts';

/** Samples of one step, with [before, after] of rewards and advantages. */
function samples(
  ...changes: readonly (readonly [[number, number | null], [number, number | null]])[]
): readonly ReplayedSample[] {
  return changes.map(([reward, advantage], index) => ({
    stage: 'stage-1',
    step: 1,
    prompt: `prompt ${index}`,
    agent: 'feedback',
    round: 0,
    reward: { before: reward[0], after: reward[1] },
    advantage: { before: advantage[0], after: advantage[1] },
  }));
}

it('counts and lists the samples that change sign or rank, signs first', () => {
  const [summary, changes] = replayTables(
    samples(
      [
        [1, 1],
        [1, 0.2],
      ],
      [
        [0.5, 0.4],
        [0.5, 0.3],
      ],
      [
        [0, 0],
        [-1, -0.9],
      ],
      [
        [0.2, 0.3],
        [-0.4, 0.1],
      ],
    ),
    false,
  );
  expect(summary.rows).toEqual([
    ['stage-1, feedback, reward', '4', '0.425', '0.425', '0', '0', '0.0%'],
    ['stage-1, feedback, advantage', '4', '0.025', '-0.075', '1', '2', '16.7%'],
  ]);
  expect(changes.rows.map(([prompt]) => prompt)).toEqual(['prompt 3', 'prompt 0', 'prompt 1']);
  expect(changes.rows[0]?.slice(4)).toEqual(['0.2 → 0.3', '3 → 3', '± -0.4 → 0.1', '3 → 3']);
  expect(changes.rows[1]?.slice(6)).toEqual(['1 → 0.2', '1 → 2']);
});

it('lists twenty at most, unless all are asked for, and samples without a reward as they are', () => {
  const many = samples(
    ...Array.from({ length: 30 }, (): [[number, number], [number, number]] => [
      [1, -1],
      [1, -1],
    ]),
    [
      [1, null],
      [1, null],
    ],
  );
  const [summary, few] = replayTables(many, false);
  expect(few.rows).toHaveLength(20);
  expect(few.caption).toContain('10 more with --all.');
  expect(replayTables(many, true)[1].rows).toHaveLength(30);
  expect(summary.rows[0]?.slice(1, 5)).toEqual(['31', '1.000', '-1.000', '30']);
});
