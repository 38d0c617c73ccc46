import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { waltz } from '../testing/waltz-process.ts';
import { onlyRun, SMALL, SMALL_BASE } from './small-experiment.ts';

describe('a wrong experiment', () => {
  it('is refused with the place, what was given, what is allowed and what comes nearest', async () => {
    const folder = temporaryFolder();
    // As in a project of one's own, where Waltz is installed.
    symlinkSync(
      join(import.meta.dirname, '../../../../node_modules'),
      join(folder, 'node_modules'),
    );
    const small = JSON.stringify(relative(folder, SMALL_BASE));
    const cases: readonly (readonly [name: string, content: string, message: RegExp])[] = [
      [
        'unknown-key',
        `defaults: [${small}]\nevaluation: { maxPromts: 3 }`,
        /unknown-key\.yaml:2:15: evaluation\.maxPromts: unknown key; known: .*Did you mean "maxPrompts"\?/,
      ],
      [
        'wrong-type',
        `defaults: [${small}]\nseed: one`,
        /wrong-type\.yaml:2:1: seed: must be 0, 1, 2, 3 or more, not "one"/,
      ],
      [
        'unknown-plugin',
        `defaults: [${small}]\nplugins: ['@waltz/nothing']`,
        /unknown-plugin\.yaml:2:11: plugins: there is no package "@waltz\/nothing".* install it/,
      ],
      [
        'unknown-component',
        `defaults: [${small}]\nengine: { type: transformr }`,
        /unknown-component\.yaml:2:11: engine\.type: no engine is called "transformr"; there are: .*Did you mean "transformer"\?/,
      ],
      [
        'circle',
        'defaults: [other]',
        /other\.yaml:1:12: defaults: goes in a circle: circle\.yaml → other\.yaml → circle\.yaml/,
      ],
      [
        'other',
        'defaults: [circle]',
        /circle\.yaml:1:12: defaults: goes in a circle: other\.yaml → circle\.yaml → other\.yaml/,
      ],
      [
        'missing-file',
        'defaults: [circel]',
        /missing-file\.yaml:1:12: there is no \S*circel\.yaml; beside it: circle, .*Did you mean "circle"\?/,
      ],
      ['unreadable', 'seed: 1\nstages: [', /unreadable\.yaml:2:\d+: unreadable YAML: /],
    ];
    for (const [name, content] of cases) writeFileSync(join(folder, `${name}.yaml`), content);
    const files = cases.map(([name]) => join(folder, `${name}.yaml`));
    const { code, output } = await waltz(['validate', ...files]);
    expect(code).toBe(2);
    expect(output).not.toMatch(/^\s+at /m);
    for (const [, , message] of cases) expect(output).toMatch(message);
  });
});

describe('a loss that is not finite', () => {
  it.each([
    ['supervised', 'base', SMALL_BASE, 'stages.supervised.optimiser.learningRate=1e30'],
    ['stage-1', 'feedback', SMALL, 'stages.stage-1.agents.feedback.optimiser.learningRate=1e30'],
  ])('stops %s with the step and %s, and keeps the batch', async (stage, agent, file, override) => {
    const runs = temporaryFolder();
    const { code, output } = await waltz(['run', file, override, `run.folder=${runs}`]);
    expect(code).toBe(1);
    expect(output).toMatch(new RegExp(`${stage}, step 2: the .* of ${agent} is -?(NaN|Infinity)`));

    const run = onlyRun(runs, file === SMALL ? 'small' : 'small-base');
    const batch = join(run, 'failures', `${stage}-2-${agent}.json`);
    expect(output).toContain(batch);
    expect(readFileSync(batch, 'utf8')).toContain('"completion"');
    expect(JSON.parse(readFileSync(join(run, 'status.json'), 'utf8'))).toMatchObject({
      state: 'failed',
      stage,
      step: 1,
    });
    expect(existsSync(join(run, 'weights'))).toBe(false);
  });
});
