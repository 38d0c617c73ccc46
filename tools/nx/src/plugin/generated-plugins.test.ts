import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generators } from '../../generators.json';
import { workspaceCopy } from '../testing/workspace-copy.ts';

const NAME = 'two-words';
const kinds = Object.keys(generators);
const packages = kinds.map((kind) => `@waltz/${kind}-${NAME}`);
const folders = kinds.map((kind) => `plugins/${kind}-${NAME}/`).join(' ');
const workspace = workspaceCopy();

/** What a package has to pass as it was generated: what `.ci/run` asks of every package. */
const CHECKS = [
  `npx eslint ${folders}`,
  `npx prettier --check ${folders}`,
  'npx tsc --noEmit -p .',
  'npx knip --no-progress',
  `npx vitest run ${folders}`,
];

// A minute and a half on two cores, most of it Nx and npm: the checks and the run are made once, for all kinds together.
describe('a generated plugin', { timeout: 120_000 }, () => {
  it.each(kinds)('is made for the kind %s', (kind) => {
    expect(() => {
      workspace.run(`npx nx g @waltz/nx:${kind} ${NAME}`);
    }).not.toThrow();
  });

  it.each(CHECKS)('passes untouched: %s', (check) => {
    expect(() => {
      workspace.run(check);
    }).not.toThrow();
  });

  it('shows an experiment in its README that is valid', () => {
    for (const kind of kinds) {
      const readme = readFileSync(
        join(workspace.path, `plugins/${kind}-${NAME}/README.md`),
        'utf8',
      );
      const [, experiment = ''] = /^```yaml\n(.*?)^```$/msu.exec(readme) ?? [];
      workspace.write(`experiments/try-${kind}.yaml`, experiment);
      // What it says itself, to be laid over the same job as what the others say.
      workspace.write(`experiments/_${kind}.yaml`, experiment.replace(/^defaults:.*\n/u, ''));
    }
    expect(() => {
      workspace.run('npx waltz validate experiments/try-*.yaml');
    }).not.toThrow();
  });

  it('takes its part in a run, here one of all kinds', () => {
    const experiment = {
      defaults: ['waltz-baseline', ...kinds.map((kind) => `_${kind}`)],
      plugins: ['@waltz/safety-world', ...packages],
    };
    workspace.write('experiments/together.yaml', JSON.stringify(experiment));
    expect(() => {
      workspace.run(
        'npx waltz run together limits.steps=2 limits.evaluationPrompts=16 compute.workers=1',
      );
    }).not.toThrow();
    const runs = join(workspace.path, 'runs', 'together');
    const config = readFileSync(join(runs, readdirSync(runs)[0] ?? '', 'config.yaml'), 'utf8');
    expect(config.match(new RegExp(`\\btype: ${NAME}$`, 'gmu'))).toHaveLength(kinds.length);
  });

  it('is not made where one of its name lies', () => {
    expect(() => {
      workspace.run(`npx nx g @waltz/nx:judge ${NAME}`);
    }).toThrow(`plugins/judge-${NAME} exists already: choose another name`);
  });
});
