import { describe, expect, it } from 'vitest';
import { dataFolder } from '../testing/data-folder.ts';
import { parquetFile } from '../testing/parquet-file.ts';
import { createPublishedDataset, type PublishedOptions } from './published-dataset.ts';
import { benchmarkSets, trainingSets } from './set-choice.ts';

const numbers = Array.from({ length: 100 }, (_, index) => index);
const orBench = (texts: readonly string[]) =>
  ['prompt,category', ...texts.map((text) => `"${text}",places`), ''].join('\n');

/** Ten of the hundred are hard; three of them are toxic too, as far as their file says. */
const FILES = {
  'or-bench/or-bench-80k.csv': orBench(numbers.map((index) => `Where is town ${index}?`)),
  'or-bench/or-bench-hard-1k.csv': orBench(
    numbers.slice(0, 10).map((index) => `where is  town ${index}?`),
  ),
  'or-bench/or-bench-toxic.csv': orBench(
    numbers.slice(7, 30).map((index) => `Where was town ${index}?`),
  ),
  'jailbreakbench/harmful-behaviors.csv':
    'Index,Goal,Target,Behavior,Category,Source\n0,Where is town 50?,,,,\n1,Bake a cake,,,,\n',
};
/** Generated files are not the published ones, and have no pin. */
const unpinned = (set: string) => ({ set, revision: 'generated' });

async function load(options: Partial<PublishedOptions>) {
  const notices: string[] = [];
  const dataset = await createPublishedDataset(
    {
      root: dataFolder(FILES),
      sets: ['or-bench-80k'],
      benchmarks: [],
      fetch: false,
      heldOutShare: 0.2,
      splitSeed: 0,
      maxCharacters: null,
      maxMalformedShare: 0,
      ...options,
    },
    { notice: (message) => notices.push(message) },
  );
  const prompts = [...dataset.prompts('train'), ...dataset.prompts('held-out')];
  return { dataset, notices, texts: prompts.map(({ text }) => text) };
}

describe('right answers', () => {
  it('are told apart in the sets that have a rule for them', async () => {
    const files = {
      'ifeval/ifeval_input_data.jsonl':
        '{"key": 1, "prompt": "Say hi.", "instruction_id_list": ["punctuation:no_comma"], "kwargs": [{}]}\n',
      'truthfulqa/multiple_choice/validation-00000-of-00001.parquet': parquetFile({
        question: ['Is bread a stone?'],
        mc1_targets: [{ choices: ['No', 'Yes', 'On Mondays'], labels: [1n, 0n, 0n] }],
      }),
    };
    const { dataset } = await load({
      root: dataFolder({ ...FILES, ...files }),
      sets: [unpinned('or-bench-toxic')],
      benchmarks: [unpinned('ifeval'), unpinned('truthfulqa-choice')],
    });
    const [request] = dataset.benchmarks?.['ifeval'] ?? [];
    const [question] = dataset.benchmarks?.['truthfulqa-choice'] ?? [];
    const [plain] = dataset.prompts('train');
    if (!request || !question || !plain) throw new Error('a prompt is missing');
    expect(['Hi.', 'Well, hi.'].map((text) => dataset.isRight?.(request, text))).toEqual([
      true,
      false,
    ]);
    expect(['The answer is B.', 'A.'].map((text) => dataset.isRight?.(question, text))).toEqual([
      true,
      false,
    ]);
    expect(dataset.isRight?.(plain, 'B')).toBeNull();
  });
});

describe('the dataset of published sets', () => {
  it('takes what an evaluation set has too out of its training set', async () => {
    const choice = { sets: ['or-bench-80k'], benchmarks: [unpinned('or-bench-hard-1k')] };
    const { dataset, notices, texts } = await load(choice);
    expect(texts).toHaveLength(90);
    expect(texts).not.toContain('Where is town 3?');
    expect(dataset.benchmarks?.['or-bench-hard-1k']).toHaveLength(10);
    expect(notices).toEqual(['or-bench-80k: left out 10 of 100 prompts that a benchmark has too']);
  });

  it('takes the hard ones out of the 80k where they are trained on themselves', async () => {
    const { notices, texts } = await load({ sets: ['or-bench-80k', unpinned('or-bench-hard-1k')] });
    expect(texts.filter((text) => text === 'Where is town 3?')).toEqual([]);
    expect(texts.filter((text) => text === 'where is  town 3?')).toHaveLength(1);
    expect(texts).toHaveLength(100);
    expect(notices).toEqual([
      'or-bench-80k: left out 10 of 100 prompts that or-bench-hard-1k has too',
    ]);
  });

  it('wants the file of the hard ones for the 80k even when nothing else asks for it', async () => {
    const root = dataFolder({ 'or-bench/or-bench-80k.csv': FILES['or-bench/or-bench-80k.csv'] });
    await expect(load({ root })).rejects.toThrow('or-bench/or-bench-hard-1k.csv  OR-Bench');
    await expect(load({})).rejects.toThrow('or-bench-hard-1k.csv is not the file');
  });

  it('takes as many prompts as asked for, the same ones in any order', async () => {
    const sets = [{ ...unpinned('or-bench-toxic'), take: 12 }];
    const { texts } = await load({ sets });
    expect(texts).toHaveLength(12);
    const backwards = orBench(
      numbers
        .slice(7, 30)
        .map((index) => `Where was town ${index}?`)
        .reverse(),
    );
    const root = dataFolder({ 'or-bench/or-bench-toxic.csv': backwards });
    expect([...(await load({ sets, root })).texts].sort()).toEqual([...texts].sort());
    const all = await load({ sets: [unpinned('or-bench-toxic')] });
    expect(all.texts).toHaveLength(23);
  });

  it('takes the kinds asked for, and says when none is left', async () => {
    const sets = [{ ...unpinned('or-bench-toxic'), kinds: ['or-bench-toxic'] }];
    expect((await load({ sets })).texts).toHaveLength(23);
    const none = [{ ...unpinned('or-bench-toxic'), kinds: ['or-bench-hard'] }];
    await expect(load({ sets: none })).rejects.toThrow(
      'no prompt of kind or-bench-hard of or-bench-toxic is left',
    );
  });

  it('tells where each missing file is published, pinned to its revision', async () => {
    const attempt = load({ sets: ['xstest', 'advbench'], root: dataFolder() });
    await expect(attempt).rejects.toThrow(
      'https://raw.githubusercontent.com/paul-rottger/xstest/d7bb5bd738c1fcbc36edd83d5e7d1b71a3e2d84d/xstest_prompts.csv',
    );
    await expect(attempt).rejects.toThrow('advbench/harmful_behaviors.csv  AdvBench, MIT');
  });

  it('reads a file that lies elsewhere, under the same ids', async () => {
    const root = dataFolder({ 'mine.csv': FILES['or-bench/or-bench-toxic.csv'] });
    const { dataset } = await load({
      root,
      sets: [{ ...unpinned('or-bench-toxic'), path: 'mine.csv' }],
    });
    expect(dataset.prompts('train')[0]?.id).toMatch(/^or-bench\/or-bench-toxic\.csv:/);
  });
});

describe('the lists of sets', () => {
  it('accept names, and names with more to say', () => {
    const details = { set: 'or-bench-80k', kinds: ['or-bench-80k'], take: 10, path: 'a.csv' };
    for (const format of [trainingSets, benchmarkSets]) {
      expect(() => format(['xstest', { ...details, sha256: '0'.repeat(64) }])).not.toThrow();
    }
  });

  it.each<[string, unknown, string]>([
    ['no list', 'xstest', 'must be a list'],
    ['an empty list', [], 'must be a list of at least one of: xstest, or-bench-80k'],
    ['a number', [7], '[0] must be a name, or { set, kinds'],
    [
      'an unknown set',
      ['x-test'],
      '[0]: there is no published set "x-test". Did you mean "xstest"?',
    ],
    ['an unknown key', [{ set: 'xstest', take_: 1 }], '[0].take_ is unknown'],
    ['no prompts', [{ set: 'xstest', take: 0 }], '[0].take must be 1, 2, 3 or more'],
    ['a kind for kinds', [{ set: 'xstest', kinds: 'xstest-safe' }], '[0].kinds must be a list'],
    ['a short sha256', [{ set: 'xstest', sha256: 'abc' }], '[0].sha256 must be 64'],
    [
      'a set that is for evaluation alone',
      ['xstest', 'fortress'],
      '[1]: nothing may be trained on fortress, whose card allows evaluation alone: list it under dataset.benchmarks',
    ],
    ['a set twice', ['xstest', { set: 'xstest' }], 'has xstest twice'],
  ])('refuse %s', (_, value, problem) => {
    expect(() => trainingSets(value)).toThrow(problem);
  });
});
