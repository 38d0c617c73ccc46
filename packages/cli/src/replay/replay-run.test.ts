import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  applicationContainer,
  assembleScoring,
  meanOf,
  Secrets,
  type EpisodeRecord,
} from '@waltz/core';
import { expect, it } from 'vitest';
import { conductRun } from '../conduct-run.ts';
import { prepareRun } from '../prepare-run.ts';
import { LineProgress } from '../progress/line-progress.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { TINY_WORLD } from '../testing/waltz-process.ts';
import { replayRun } from './replay-run.ts';

/** A strong penalty that is steered hard, and every step in the ledger. */
const STEERED = [
  'ledger.everySteps=1',
  'stages.stage-1.agents.feedback.klCoefficient=1',
  '+stages.stage-1.agents.feedback.adaptiveKl={ target: 0.01, horizon: 16 }',
];

it('takes each step with the KL coefficient that it was learned with', async () => {
  const words = [`run.folder=${temporaryFolder()}`, ...STEERED];
  const run = await prepareRun(join(TINY_WORLD, 'experiments/tiny.yaml'), words);
  const observer = new LineProgress(() => {});
  await conductRun(run, { observer, signal: new AbortController().signal });
  const { folder, config, registry, experimentFolder } = run;
  const context = { seed: config.seed, folder: experimentFolder, notice: () => {} };
  const container = applicationContainer(registry, new Secrets());
  const scoring = await assembleScoring(container, registry, config, context);

  const samples = await replayRun(folder, config, scoring);
  const ledger = (await readFile(folder.file('episodes.jsonl'), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as EpisodeRecord);
  const learned = ledger.flatMap(({ stage, step, prompt, samples: all = [] }) =>
    all.map(({ agent, round, advantages }) => ({
      sample: [stage, step, prompt.id, agent, round].join(' '),
      advantage: meanOf(advantages) ?? 0,
    })),
  );
  // Six steps of sixteen episodes for the feedback agent alone, and six for both.
  expect(samples).toHaveLength(3 * 6 * 16);
  for (const { stage, step, prompt, agent, round, advantage, reward } of samples) {
    const name = [stage, step, prompt, agent, round].join(' ');
    const known = learned.find(({ sample }) => sample === name);
    expect(advantage.before, name).toBeCloseTo(known?.advantage ?? Number.NaN, 4);
    expect([advantage.after, reward.after]).toEqual([advantage.before, reward.before]);
  }
});
