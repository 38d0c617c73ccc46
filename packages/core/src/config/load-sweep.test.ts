import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith } from '../testing/temporary-folder.ts';
import { ConfigError } from './config-problem.ts';
import { loadSweep } from './load-sweep.ts';

/** A file with this `sweep:` block. */
function fileWith(sweep: string): string {
  return join(folderWith({ 'a.yaml': `sweep: ${sweep}\n` }), 'a.yaml');
}

function refusal(sweep: string, overrides: readonly string[] = []): string {
  try {
    loadSweep(fileWith(sweep), overrides);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('this sweep was expected to be refused');
}

function cellsOf(sweep: string, overrides: readonly string[] = []) {
  const { config } = loadSweep(fileWith(sweep), overrides) ?? {};
  return config?.cells.map(({ name, overrides: words }) => [name, ...words]);
}

describe('a sweep block', () => {
  it('of a path takes each value, the first being the baseline, three seeds, prompts paired', () => {
    const loaded = loadSweep(fileWith('{ axes: { reward.alpha: [0.3, 0.65] } }'), [
      'limits.steps=2',
    ]);
    expect(loaded).toMatchObject({
      config: {
        cells: [
          { name: 'reward.alpha=0.3', overrides: ['reward.alpha=0.3'] },
          { name: 'reward.alpha=0.65', overrides: ['reward.alpha=0.65'] },
        ],
        seeds: [1, 2, 3],
        baseline: 'reward.alpha=0.3',
        pairBy: 'prompt',
      },
      shared: ['limits.steps=2'],
    });
  });

  it('of named options takes their overrides, and several axes every combination', () => {
    const axes = '{ variant: { full: [], bare: [reward.lambda=0, ~reward.x] }, a.b: [1, [x]] }';
    expect(cellsOf(`{ axes: ${axes} }`)).toEqual([
      ['full, a.b=1', 'a.b=1'],
      ['full, a.b=["x"]', 'a.b=["x"]'],
      ['bare, a.b=1', 'reward.lambda=0', '~reward.x', 'a.b=1'],
      ['bare, a.b=["x"]', 'reward.lambda=0', '~reward.x', 'a.b=["x"]'],
    ]);
  });

  it('runs the experiment that a cell names, or else the one that the block names', () => {
    const variant = '{ here: [a=1], there: [experiment=other, a=2] }';
    const experiments = (sweep: string) =>
      loadSweep(fileWith(sweep), [])?.config.cells.map(({ experiment, overrides }) => [
        experiment,
        ...overrides,
      ]);
    expect(experiments(`{ axes: { variant: ${variant} } }`)).toEqual([
      [null, 'a=1'],
      ['other', 'a=2'],
    ]);
    expect(experiments(`{ experiment: shared, axes: { variant: ${variant}, b: [3] } }`)).toEqual([
      ['shared', 'a=1', 'b=3'],
      ['other', 'a=2', 'b=3'],
    ]);
  });

  it('heeds overrides of itself, which are no overrides of its cells', () => {
    const words = ['sweep.seeds=[4]', 'sweep.baseline=a=2', 'seed=7', '+sweep.axes.b=[1]'];
    const loaded = loadSweep(fileWith('{ axes: { a: [1, 2] } }'), words.slice(0, 3));
    expect(loaded).toMatchObject({ config: { seeds: [4], baseline: 'a=2' }, shared: ['seed=7'] });
    expect(cellsOf('{ axes: { a: [1] } }', words.slice(3))).toEqual([['a=1, b=1', 'a=1', 'b=1']]);
  });

  it('is not there in most experiments', () => {
    expect(loadSweep(join(folderWith({ 'a.yaml': 'seed: 1\n' }), 'a.yaml'), [])).toBeNull();
  });

  it.each([
    ['{}', /a\.yaml:1:1: sweep\.axes: must name at least one axis/],
    ['3', /sweep\.axes: must name at least one axis/],
    ['{ axes: { a: [1] }, sedes: [1] }', /sweep\.sedes: unknown key; .* Did you mean "seeds"\?/],
    ['{ axes: { a: [] } }', /sweep\.axes\.a: must be a list of values, or a map of options/],
    ['{ axes: { a: 3 } }', /sweep\.axes\.a: must be a list of values, or a map of options/],
    ['{ axes: { a: { b: x=1 } } }', /sweep\.axes\.a\.b: must be a list of overrides, .* not "x=1"/],
    [
      '{ experiment: [x], axes: { a: [1] } }',
      /sweep\.experiment: must be the name of .* not \["x"\]/,
    ],
    ['{ axes: { a: [1] }, seeds: [1, 1] }', /sweep\.seeds: must be a list of different whole num/],
    ['{ axes: { a: [1] }, seeds: [] }', /sweep\.seeds: must be a list of different whole numbers/],
    [
      '{ axes: { v: { full: [], bare: [] } }, baseline: fulll }',
      /sweep\.baseline: there is no cell "fulll"; there are: full; bare\. Did you mean "full"\?/,
    ],
    [
      '{ axes: { a: [1] }, pairBy: prompts }',
      /sweep\.pairBy: must be one of prompt, seed, not "prompts"\. Did you mean "prompt"\?/,
    ],
  ])('%s is refused', (sweep, message) => {
    expect(refusal(sweep)).toMatch(message);
  });

  it('is refused with all that is wrong at once', () => {
    expect(refusal('{ axes: { a: 3 }, seeds: x, pairBy: y }')).toContain('has 4 problems');
    expect(refusal('{ axes: { a: [1] } }', ['sweep.baselin=x'])).toMatch(/Did you mean "baseline"/);
  });
});
