import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readRunGroups } from './run-groups.ts';
import { evaluationWith, writeFinishedRun } from './testing/finished-run.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const evaluations = { final: evaluationWith(0.1) };

async function groupsIn(...folders: readonly string[]) {
  const groups = await readRunGroups(folders);
  return groups.map(({ experiment, label, runs }) => ({
    experiment,
    label,
    seeds: runs.map(({ summary }) => summary.seed),
  }));
}

it('puts together what differs in seed and storage alone, from all folders, each run once', async () => {
  const runs = temporaryFolder();
  const other = temporaryFolder();
  writeFinishedRun(join(runs, 'waltz/a'), { seed: 10, evaluations, config: 'run: { folder: a }' });
  writeFinishedRun(join(runs, 'waltz/b'), { seed: 2, evaluations, config: 'run: { folder: b }' });
  writeFinishedRun(join(other, 'c'), {
    seed: 1,
    evaluations,
    config: 'compute: { backend: auto }',
  });
  expect(await groupsIn(runs, join(runs, 'waltz'), other)).toEqual([
    { experiment: 'waltz', label: '', seeds: [1, 2, 10] },
  ]);
});

it('keeps apart other configs, base models and backends, and says how they differ', async () => {
  const runs = temporaryFolder();
  const base = (name: string, steps: number) => {
    writeFinishedRun(join(runs, name), { seed: 1, evaluations: {}, config: `steps: ${steps}` });
    return join(runs, name, 'weights');
  };
  const long = base('base-long', 900);
  const write = (name: string, changes: Partial<Parameters<typeof writeFinishedRun>[1]>) =>
    writeFinishedRun(join(runs, name), { seed: 1, evaluations, baseWeights: long, ...changes });
  write('a', { config: 'reward: { alpha: 0.65 }' });
  write('b', { config: 'reward: { alpha: 0.3 }' });
  write('c', { config: 'reward: { alpha: 0.3 }', baseWeights: base('base-short', 45) });
  write('d', { config: 'reward: { alpha: 0.3 }', backend: 'cpu' });
  const labels = (await groupsIn(runs)).map(({ label }) => label);
  expect(labels).toEqual([
    `reward.alpha=0.65 base model's steps=900 backend=wasm`,
    `reward.alpha=0.3 base model's steps=900 backend=wasm`,
    `reward.alpha=0.3 base model's steps=45 backend=wasm`,
    `reward.alpha=0.3 base model's steps=900 backend=cpu`,
  ]);
});

it('names a branch of the config that some runs lack, and not each value in it', async () => {
  const runs = temporaryFolder();
  const both = 'stages: { one: { steps: 1 }, two: { steps: 2, rate: 3 } }';
  const configs = [both, 'stages: { one: { steps: 1 } }', both.replace('rate: 3', 'rate: 4')];
  configs.forEach((config, index) =>
    writeFinishedRun(join(runs, String(index)), { seed: 1, evaluations, config }),
  );
  const labels = (await groupsIn(runs)).map(({ label }) => label);
  expect(labels).toEqual(['stages.two.rate=3', 'stages.two=unset', 'stages.two.rate=4']);
});

it('passes over what is not finished or was not evaluated', async () => {
  const runs = temporaryFolder();
  writeFinishedRun(join(runs, 'a'), { seed: 1, evaluations: {} });
  expect(await groupsIn(runs)).toEqual([]);
});

it('refuses one seed twice, and names both runs', async () => {
  const runs = temporaryFolder();
  for (const name of ['a', 'b']) writeFinishedRun(join(runs, name), { seed: 3, evaluations });
  await expect(readRunGroups([runs])).rejects.toThrow(
    `have seed 3, ${join(runs, 'a')} and ${join(runs, 'b')}`,
  );
});
