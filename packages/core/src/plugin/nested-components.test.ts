import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadExperiment } from '../config/load-experiment.ts';
import { Secrets } from '../config/secrets.ts';
import { ComponentFactory } from '../container/component-factory.ts';
import type { Classifier } from '../contracts/classifier.ts';
import { folderWith } from '../testing/temporary-folder.ts';
import tinyPlugin from '../testing/tiny-plugin.ts';
import { tinyDataset, tinyJudge } from '../testing/tiny-world.ts';
import { optionsOf } from './component-options.ts';
import { component } from './component.ts';
import { definePlugin } from './define-plugin.ts';
import { componentsByName } from './nested-components.ts';
import { PluginRegistry } from './registry.ts';

/** Says what it is told to. */
const saying = component('classifier', 'saying', {
  summary: '',
  options: { word: { format: String, default: 'nothing' } },
  gives: () => ['refusal'],
  create: ({ word }): Classifier => ({
    classify: async (pairs) => pairs.map(() => ({ scored: false, reason: word })),
  }),
});

const made: Readonly<Record<string, Classifier>>[] = [];

const asking = component('judge', 'asking', {
  summary: '',
  options: {
    classifiers: componentsByName('classifier', 'What is asked.'),
    first: { doc: 'Whom.', format: String, default: '' },
  },
  problems: ({ classifiers, first }, find) => {
    const named = classifiers as Readonly<Record<string, { readonly type: string }>>;
    const type = named[String(first)]?.type;
    const gives = type === undefined ? [] : find('classifier', type).gives?.({});
    return gives?.includes('refusal')
      ? []
      : [{ path: ['first'], message: 'must be one of classifiers' }];
  },
  create: ({ classifiers }) => {
    made.push(classifiers as unknown as Readonly<Record<string, Classifier>>);
    return tinyJudge;
  },
});

const registry = () =>
  new PluginRegistry([
    tinyPlugin,
    definePlugin({ name: '@lab/asking', summary: '', components: [saying, asking] }),
  ]);

const EXPERIMENTS = join(import.meta.dirname, '../testing/experiments');

async function load(judge: string, ...overrides: readonly string[]) {
  const read = (name: string) =>
    readFileSync(join(EXPERIMENTS, name), 'utf8').replace('plugins: [../tiny-plugin.ts]', '');
  const folder = folderWith({
    '_world.yaml': read('_world.yaml'),
    'conf/algorithm/mean.yaml': read('conf/algorithm/mean.yaml'),
    'tiny-base.yaml': read('tiny-base.yaml'),
    '_tiny.yaml': read('tiny.yaml'),
    'asking.yaml': `defaults: [_tiny]\njudge:\n${judge}\n`,
  });
  return (await loadExperiment(join(folder, 'asking.yaml'), overrides, registry())).config.judge;
}

const RIGHT = `  type: asking
  first: a
  classifiers:
    a: { type: saying }
    b: { type: saying, word: two }`;

describe('components as an option of a component', () => {
  it('are filled in with their own defaults, and can be overridden', async () => {
    expect(await load(RIGHT, 'judge.classifiers.a.word=one')).toEqual({
      type: 'asking',
      first: 'a',
      classifiers: { a: { type: 'saying', word: 'one' }, b: { type: 'saying', word: 'two' } },
    });
  });

  it.each([
    [RIGHT.replace('word: two', 'word: 2'), /judge\.classifiers\.b\.word.*must be text, not 2/su],
    [RIGHT.replace('word:', 'wort:'), /judge\.classifiers\.b\.wort.*unknown key.*"word"/su],
    [
      RIGHT.replace('a: { type: saying }', 'a: { type: say }'),
      /judge\.classifiers\.a\.type.*saying/su,
    ],
    [
      '  type: asking\n  classifiers: [a]',
      /judge\.classifiers.*must be a map of classifiers by name/su,
    ],
    [
      RIGHT.replace('first: a', 'first: c'),
      /asking\.yaml:4.*judge\.first.*must be one of classifiers/su,
    ],
  ])('are checked where they stand: %s', async (judge, problem) => {
    await expect(load(judge)).rejects.toThrow(problem);
  });

  it('say nothing of each other while single options are wrong', async () => {
    const wrong = RIGHT.replace('first: a', 'first: 3').replace('word: two', 'word: 2');
    await expect(load(wrong)).rejects.not.toThrow('must be one of classifiers');
  });

  it('are made before the component that is given them, with secrets in place', async () => {
    const factory = new ComponentFactory(registry(), new Secrets({ WORD: 'hush' }));
    const given = { seed: 1, folder: '.', notice: () => undefined };
    const classifiers = { a: { type: 'saying', word: '${env:WORD}' } };
    await factory.create('judge', { type: 'asking', first: 'a', classifiers }, given);
    const pairs = tinyDataset.prompts('train').map((prompt) => ({ prompt, response: '' }));
    const results = await made.at(-1)?.['a']?.classify(pairs.slice(0, 1));
    expect(results).toEqual([{ scored: false, reason: 'hush' }]);
  });

  it('are shown among the options', () => {
    expect(optionsOf(asking).map(({ path, option }) => [path, option.doc])).toEqual([
      ['classifiers', 'What is asked.'],
      ['first', 'Whom.'],
    ]);
  });
});
