import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RunFolder } from '@waltz/core';
import { expect, it } from 'vitest';
import { prepareRun } from '../prepare-run.ts';
import { evaluationWith, writeFinishedRun } from '../testing/finished-run.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { TINY_WORLD } from '../testing/waltz-process.ts';
import { costFromSmoke, costOfFinished } from './run-cost.ts';

const timings = (stage: string, step: number, seconds: number, tokens: number) =>
  `${JSON.stringify({ stage, step, seconds: { sample: seconds, update: seconds }, tokens: { sample: tokens } })}\n`;

it('is, of a finished run, what it took', async () => {
  const folder = temporaryFolder();
  writeFinishedRun(folder, { seed: 1, evaluations: { final: evaluationWith(0.1) } });
  writeFileSync(
    join(folder, 'timings.jsonl'),
    timings('stage-1', 1, 1, 10) + timings('stage-1', 2, 1, 20),
  );
  expect(await costOfFinished(new RunFolder(folder))).toEqual({ seconds: 101, tokens: 30 });
  expect(await costOfFinished(new RunFolder(temporaryFolder()))).toBeNull();
});

it('is, of a planned one, what the last smoke step of each stage and the evaluations say', async () => {
  const folder = temporaryFolder();
  const lines = [
    timings('stage-1', 1, 9, 99),
    timings('stage-1', 2, 0.5, 10),
    timings('stage-2', 1, 2, 5),
  ];
  writeFileSync(join(folder, 'timings.jsonl'), lines.join(''));
  const { config } = await prepareRun(join(TINY_WORLD, 'experiments/tiny.yaml'), [
    'stages.stage-2.steps=4',
  ]);
  // Stage 1: 6 steps of 1 s and 10 tokens; stage 2: 4 of 4 s and 5; three evaluations of 100 prompts at 0.01 s.
  const cost = await costFromSmoke(
    config,
    new RunFolder(folder),
    { prompts: 32, seconds: 0.32 },
    100,
  );
  expect(cost).toEqual({ seconds: 6 + 16 + 3, tokens: 60 + 20 });
});
