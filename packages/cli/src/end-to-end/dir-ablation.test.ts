import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RunFolder, type ExperimentConfig, type SweepRecord } from '@waltz/core';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { waltz } from '../testing/waltz-process.ts';

const DIR_ABLATION = join(import.meta.dirname, '../../../../experiments/dir-ablation.yaml');

it('takes the reward of the feedback agent apart as in Figure 2, in a step', async () => {
  const runs = temporaryFolder();
  const small = ['engine.dim=16', 'engine.layers=1', 'engine.hiddenDim=32', 'limits.steps=1'];
  const few = ['limits.evaluationPrompts=12', 'stages.stage-1.promptsPerStep=8'];
  const storage = [`run.folder=${runs}`, 'compute.backend=wasm', 'sweep.seeds=[1]'];
  const { code, output } = await waltz(['sweep', DIR_ABLATION, ...small, ...few, ...storage]);
  expect(code, output).toBe(0);

  const experiment = join(runs, 'dir-ablation');
  const sweep = readdirSync(experiment).find((name) => name.startsWith('sweep-')) ?? '';
  const record = JSON.parse(
    readFileSync(join(experiment, sweep, 'sweep.json'), 'utf8'),
  ) as SweepRecord;
  const rewards = [];
  for (const {
    name,
    runs: [run],
  } of record.cells) {
    const config = (await new RunFolder(run?.folder ?? '').readConfig()) as ExperimentConfig;
    rewards.push([name, config.reward.lambda, config.reward.composition.feedback]);
  }
  const gated = { weight: 'alpha', factors: ['improvement', 'label'] };
  const label = { weight: 'lambda', factors: ['label'] };
  const format = { weight: 'gamma', factors: ['format'] };
  expect(rewards).toEqual([
    ['A-full', 0.25, { improvement: gated, label, format }],
    ['B-no-additive-label', 0, { improvement: gated, label, format }],
    ['C-no-label', 0.25, { improvement: { ...gated, factors: ['improvement'] }, format }],
  ]);
  expect(readFileSync(join(experiment, sweep, 'report.md'), 'utf8')).toContain(
    '3 of 3 runs finished',
  );
}, 240_000);
