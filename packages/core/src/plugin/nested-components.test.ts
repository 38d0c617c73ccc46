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
import { componentConfig, componentsByName } from './nested-components.ts';
import { oneOf } from './option-cases.ts';
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

const CONTEXT = { seed: 1, folder: '.', notice: () => undefined };
const NO_MODELS = { model: () => Promise.reject(new Error('there is none')) };

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

/** What `reaching` was made of. */
const reached: unknown[] = [];

const reaching = component('judge', 'reaching', {
  summary: '',
  options: {
    way: oneOf('way', {
      far: { address: { doc: 'Where.', format: String, default: 'there' } },
      near: { who: componentConfig('classifier', 'Who.') },
    }),
  },
  create: ({ way }) => {
    reached.push(way);
    return tinyJudge;
  },
});

const holding = component('protocol', 'holding', {
  summary: '',
  options: { classifiers: componentsByName('classifier', 'Not for a protocol.') },
  create: () => {
    throw new Error('too late');
  },
});

const registry = () =>
  new PluginRegistry([
    tinyPlugin,
    definePlugin({
      name: '@lab/asking',
      summary: '',
      components: [saying, asking, reaching, holding],
    }),
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
    const given = { ...CONTEXT, localModels: NO_MODELS };
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

describe('an option of several forms', () => {
  it.each([
    ['way: { type: far }', { type: 'far', address: 'there' }],
    ['way: { type: far, address: here }', { type: 'far', address: 'here' }],
    [
      'way: { type: near, who: { type: saying } }',
      { type: 'near', who: { type: 'saying', word: 'nothing' } },
    ],
  ])('is filled in by its type: %s', async (way, expected) => {
    const config = await load(`  type: reaching\n  ${way}`);
    expect(config).toEqual({ type: 'reaching', way: expected });
  });

  it.each([
    ['', /judge\.way.*is missing: add way: \{ type: … \}; there are: far, near/su],
    ['way: { type: nearby }', /judge\.way\.type.*no way is called "nearby".*far, near.*"near"/su],
    ['way: { type: near }', /judge\.way\.who.*is missing: add who: \{ type: … \}.*saying/su],
    ['way: { type: near, who: { type: saying, word: 2 } }', /judge\.way\.who\.word.*not 2/su],
    ['way: { type: far, who: { type: saying } }', /judge\.way\.who.*unknown key.*address/su],
  ])('is checked by its type: %s', async (way, problem) => {
    await expect(load(`  type: reaching\n  ${way}`)).rejects.toThrow(problem);
  });

  it('forgets the options of the form that another file named', async () => {
    const way = 'way: { type: near, who: { type: saying } }';
    const config = await load(`  type: reaching\n  ${way}`, 'judge.way={type: far}');
    expect(config).toEqual({ type: 'reaching', way: { type: 'far', address: 'there' } });
  });

  it('arrives as it was written, with secrets in place and its components unmade', async () => {
    const factory = new ComponentFactory(registry(), new Secrets({ WORD: 'hush' }));
    const way = { type: 'near', who: { type: 'saying', word: '${env:WORD}' } };
    const given = { ...CONTEXT, localModels: NO_MODELS };
    await factory.create('judge', { type: 'reaching', way }, given);
    expect(reached.at(-1)).toEqual({ type: 'near', who: { type: 'saying', word: 'hush' } });
  });

  it('is shown with the options of each form', () => {
    expect(optionsOf(reaching).map(({ path, option }) => [path, option.doc])).toEqual([
      ['way.type', 'Which way.'],
      ['way.address', 'Of far: Where.'],
      ['way.who', 'Of near: Who.'],
    ]);
  });
});

it('only judges and what they hold can hold components', async () => {
  const factory = new ComponentFactory(registry(), new Secrets({}));
  const config = { type: 'holding', classifiers: { a: { type: 'saying', word: '' } } };
  await expect(factory.create('protocol', config, CONTEXT)).rejects.toThrow(
    'only judges and classifiers can hold components',
  );
});
