import { expect, it } from 'vitest';
import { experimentTarget } from './experiment-target.ts';
import { packageTargets } from './package-targets.ts';

it('makes an uncached target of an experiment', () => {
  expect(
    experimentTarget('experiments/waltz-baseline.yaml').projects?.['experiments']?.targets,
  ).toEqual({
    'waltz-baseline': {
      executor: '@waltz/nx:run',
      options: { experiment: 'experiments/waltz-baseline.yaml' },
      cache: false,
    },
  });
});

it('hides shared config', () => {
  expect(experimentTarget('experiments/_safety-world.yaml')).toEqual({});
});

it('lints, checks and tests a package where it lies', () => {
  const targets = packageTargets('plugins/reward-brevity/package.json').projects?.[
    'plugins/reward-brevity'
  ]?.targets;
  expect(Object.keys(targets ?? {})).toEqual(['lint', 'typecheck', 'test']);
  for (const target of Object.values(targets ?? {})) {
    expect(JSON.stringify(target.options)).toContain('plugins/reward-brevity');
  }
});
