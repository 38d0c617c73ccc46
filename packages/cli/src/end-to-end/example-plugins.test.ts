import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { waltz } from '../testing/waltz-process.ts';
import { onlyRun, SMALL } from './small-experiment.ts';

const ROOT = resolve(import.meta.dirname, '../../../..');

/** The experiment that a README shows, which builds on the main job; null where it shows none. */
function experimentIn(plugin: string): string | null {
  const readme = readFileSync(join(ROOT, 'plugins', plugin, 'README.md'), 'utf8');
  return /^```yaml\n(defaults: \[waltz-baseline\]\n.*?)^```$/msu.exec(readme)?.[1] ?? null;
}

const examples = readdirSync(join(ROOT, 'plugins')).flatMap((plugin) => {
  const experiment = experimentIn(plugin);
  return experiment === null ? [] : [{ plugin, experiment }];
});

/** A workspace where the main job is the small experiment, and all else as it is. */
const workspace = mkdtempSync(join(tmpdir(), 'waltz-examples-'));
const experiments = join(workspace, 'experiments');
const runs = join(workspace, 'runs');
mkdirSync(experiments);
for (const shared of ['node_modules', 'plugins']) {
  symlinkSync(join(ROOT, shared), join(workspace, shared));
}
const write = (name: string, text: string) =>
  writeFileSync(join(experiments, `${name}.yaml`), text);
write('waltz-baseline', `defaults: [${SMALL}]\n`);

afterAll(() => rmSync(workspace, { recursive: true }));

describe('the experiment in the README of an example', () => {
  it('is there for every kind that a generator makes', () => {
    const kinds = examples.map(({ plugin }) => plugin.split('-')[0]);
    expect(kinds).toEqual(['agent', 'algorithm', 'dataset', 'judge', 'protocol', 'reward']);
  });

  it.each(examples)('trains both agents: $plugin', async ({ plugin, experiment }) => {
    write(plugin, experiment);
    const { code, output } = await waltz([
      'run',
      join(experiments, `${plugin}.yaml`),
      'limits.steps=1',
      'limits.evaluationPrompts=16',
      'compute.workers=1',
      `run.folder=${runs}`,
    ]);
    expect(code, output).toBe(0);
    const summary = JSON.parse(
      readFileSync(join(onlyRun(runs, plugin), 'summary.json'), 'utf8'),
    ) as {
      readonly evaluations: Readonly<Record<string, unknown>>;
    };
    expect(Object.keys(summary.evaluations)).toEqual(
      expect.arrayContaining(['base', 'stage-1', 'final']),
    );
  });
});
