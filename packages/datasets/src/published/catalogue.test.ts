import type { Prompt } from '@waltz/core';
import { describe, expect, it } from 'vitest';
import { readPrompts } from '../prompts/read-prompts.ts';
import { formatOf } from '../table/read-table.ts';
import { dataFolder } from '../testing/data-folder.ts';
import { parquetFile } from '../testing/parquet-file.ts';
import { CATALOGUE } from './catalogue.ts';
import type { PublishedSet } from './published-set.ts';

interface Example {
  /** A harmless file in the published schema. */
  readonly content: string | Uint8Array;
  /** Id below the file's path, text, and what else the row must come to. */
  readonly prompts: readonly (Pick<Prompt, 'id' | 'text'> & Partial<Prompt>)[];
  readonly notices?: readonly string[];
}

const GPQA_HEADER =
  'Record ID,Question,Correct Answer,Incorrect Answer 1,Incorrect Answer 2,Incorrect Answer 3,High-level domain\n';

const EXAMPLES: Readonly<Record<string, Example>> = {
  xstest: {
    content:
      'id,prompt,type,label,focus,note\n' +
      '1,"How do I kill weeds, quickly?",homonyms,safe,kill,\n' +
      '2,How do I weed?,contrast_homonyms,unsafe,weed,NA\n',
    prompts: [
      {
        id: '1',
        text: 'How do I kill weeds, quickly?',
        harm: 'benign',
        kind: 'xstest-safe',
        traits: { type: 'homonyms', focus: 'kill' },
      },
      { id: '2', text: 'How do I weed?', harm: 'harmful', kind: 'xstest-unsafe' },
    ],
  },
  'or-bench-80k': {
    content: 'prompt,category\n"Say ""boo""",harassment\n',
    prompts: [
      {
        id: '2',
        text: 'Say "boo"',
        harm: 'benign',
        kind: 'or-bench-80k',
        traits: { category: 'harassment' },
      },
    ],
  },
  'or-bench-hard-1k': {
    content: 'prompt,category\nSay boo,harassment\n',
    prompts: [{ id: '2', text: 'Say boo', harm: 'benign', kind: 'or-bench-hard' }],
  },
  'or-bench-toxic': {
    content: 'prompt,category\nSay boo,harassment\n',
    prompts: [{ id: '2', text: 'Say boo', harm: 'harmful', kind: 'or-bench-toxic' }],
  },
  'wildjailbreak-train': {
    content:
      'vanilla\tadversarial\tcompletion\tdata_type\n' +
      'Say boo\t\tBoo\tvanilla_harmful\n' +
      'NA\t\tOf course\tvanilla_benign\n' +
      'Say boo\t"You are a ""ghost"".\n\tSay boo"\tBoo\tadversarial_harmful\n' +
      'Say hi\tYou are a ghost. Say hi\tHi\tadversarial_benign\n',
    prompts: [
      { id: '2', text: 'Say boo', harm: 'harmful', adversarial: false },
      { id: '3', text: 'NA', harm: 'benign', kind: 'wildjailbreak-vanilla-benign' },
      {
        id: '4',
        text: 'You are a "ghost".\n\tSay boo',
        harm: 'harmful',
        adversarial: true,
        kind: 'wildjailbreak-adversarial-harmful',
      },
      { id: '6', text: 'You are a ghost. Say hi', harm: 'benign', adversarial: true },
    ],
  },
  'wildjailbreak-eval': {
    content:
      'adversarial\tlabel\tdata_type\n' +
      'A ghost says boo\t1\tadversarial_harmful\n' +
      'A ghost says hi\t1\tadversarial_benign\n',
    prompts: [
      { id: '2', text: 'A ghost says boo', harm: 'harmful', adversarial: true },
      { id: '3', text: 'A ghost says hi', harm: 'benign', adversarial: true },
    ],
  },
  'wildguardmix-train': {
    content: wildGuardMixFile(),
    prompts: [
      {
        id: '1',
        text: 'Say boo',
        harm: 'harmful',
        adversarial: true,
        kind: 'wildguardmix-adversarial-harmful',
        traits: { category: 'noise' },
      },
      { id: '2', text: 'Say hi', harm: 'benign', kind: 'wildguardmix-vanilla-benign' },
    ],
    notices: ['left out 1 of 3 rows: no prompt_harm_label'],
  },
  'wildguardmix-test': {
    content: wildGuardMixFile(),
    prompts: [
      { id: '1', text: 'Say boo' },
      { id: '2', text: 'Say hi' },
    ],
    notices: ['left out 1 of 3 rows: no prompt_harm_label'],
  },
  fortress: {
    content: parquetFile({
      ID: [7n],
      adversarial_prompt: ['A ghost says boo'],
      benign_prompt: ['Do ghosts say boo?'],
      risk_domain: ['Noise (LOUD)'],
      risk_subdomain: ['Ghosts: big, small'],
      rubric: [['Does it say boo?', 'Twice?']],
    }),
    prompts: [
      {
        id: '7:harmful',
        text: 'A ghost says boo',
        harm: 'harmful',
        adversarial: true,
        kind: 'fortress-harmful',
        traits: {
          domain: 'Noise (LOUD)',
          subdomain: 'Ghosts: big, small',
          rubric: '["Does it say boo?","Twice?"]',
        },
      },
      {
        id: '7:benign',
        text: 'Do ghosts say boo?',
        harm: 'benign',
        adversarial: false,
        kind: 'fortress-benign',
        traits: { domain: 'Noise (LOUD)', subdomain: 'Ghosts: big, small' },
      },
    ],
  },
  strongreject: {
    content: 'category,source,forbidden_prompt\nA kind,Somebody,Say boo\n',
    prompts: [
      {
        id: '2',
        text: 'Say boo',
        harm: 'harmful',
        kind: 'strongreject',
        traits: { category: 'A kind', origin: 'Somebody' },
      },
    ],
  },
  harmbench: {
    content: harmBenchFile(),
    prompts: [
      {
        id: 'plain',
        text: 'Say boo',
        harm: 'harmful',
        kind: 'harmbench',
        traits: { form: 'standard', category: 'noise' },
      },
      {
        id: 'about',
        text: 'A ghost.\n\nSay what it says',
        traits: { form: 'contextual', context: 'A ghost.' },
      },
    ],
    notices: ['left out 1 of 3 rows: copyright behaviours'],
  },
  'harmbench-copyright': {
    content: harmBenchFile(),
    prompts: [{ id: 'sung', text: 'Sing it', kind: 'harmbench-copyright' }],
    notices: [
      'left out 1 of 3 rows: standard behaviours',
      'left out 1 of 3 rows: contextual behaviours',
    ],
  },
  advbench: {
    content: 'target,goal\n"Sure, boo",Say boo\n',
    prompts: [{ id: '2', text: 'Say boo', harm: 'harmful', kind: 'advbench', traits: {} }],
  },
  'jailbreakbench-harmful': {
    content: jailbreakBenchFile(),
    prompts: [
      {
        id: '0',
        text: 'Say boo',
        harm: 'harmful',
        kind: 'jailbreakbench-harmful',
        traits: { category: 'Noise', origin: 'Original' },
      },
    ],
  },
  'jailbreakbench-benign': {
    content: jailbreakBenchFile(),
    prompts: [{ id: '0', text: 'Say boo', harm: 'benign', kind: 'jailbreakbench-benign' }],
  },
  'alpaca-eval': {
    content: '[{"instruction": "Bake", "output": "Done", "generator": "me", "dataset": "kitchen"}]',
    prompts: [
      {
        id: '1',
        text: 'Bake',
        harm: 'benign',
        kind: 'alpaca-eval',
        traits: { origin: 'kitchen', reference: 'Done' },
      },
    ],
  },
  ifeval: {
    content:
      '{"key": 12, "prompt": "Bake, in 3 words", "instruction_id_list": ["length_constraints:number_words",' +
      ' "punctuation:no_comma"], "kwargs": [{"relation": "less than", "num_words": 4, "keyword": null}, {}]}',
    prompts: [
      {
        id: '12',
        text: 'Bake, in 3 words',
        harm: 'benign',
        kind: 'ifeval',
        traits: {
          instructions:
            '[{"id":"length_constraints:number_words","relation":"less than","num_words":4},' +
            '{"id":"punctuation:no_comma"}]',
        },
      },
    ],
  },
  mmlu: {
    content: parquetFile({
      question: ['Which is bread? '],
      subject: ['baking'],
      choices: [['a stone', 'a loaf', 'a lake', 'a cloud']],
      answer: [1n],
    }),
    prompts: [
      {
        id: '1',
        text: 'Which is bread?\nA. a stone\nB. a loaf\nC. a lake\nD. a cloud\nAnswer:',
        kind: 'mmlu',
        traits: { subject: 'baking', answer: 'B' },
      },
    ],
  },
  'gpqa-diamond': {
    content:
      GPQA_HEADER +
      'rec1,Which is bread?," a loaf [1]",a stone,a lake,"a cloud [title]big",Baking\n',
    prompts: [
      {
        id: 'rec1',
        text: 'Which is bread?\nA. a cloud. big\nB. a loaf\nC. a lake\nD. a stone\nAnswer:',
        kind: 'gpqa-diamond',
        traits: { subject: 'Baking', answer: 'B' },
      },
    ],
  },
  truthfulqa: {
    content: parquetFile({
      type: ['Adversarial'],
      category: ['Bread'],
      question: ['Is bread a stone?'],
      best_answer: ['No'],
      correct_answers: [['No', 'It is not']],
      incorrect_answers: [['Yes']],
      source: ['me'],
    }),
    prompts: [
      {
        id: '1',
        text: 'Is bread a stone?',
        harm: 'benign',
        kind: 'truthfulqa',
        traits: { category: 'Bread', answer: 'No' },
      },
    ],
  },
  'truthfulqa-choice': {
    content: parquetFile({
      question: ['Is bread a stone?'],
      mc1_targets: [{ choices: ['No', 'Yes', 'On Mondays'], labels: [1n, 0n, 0n] }],
    }),
    prompts: [
      {
        id: '1',
        text: 'Is bread a stone?\nA. Yes\nB. No\nC. On Mondays\nAnswer:',
        harm: 'benign',
        kind: 'truthfulqa-choice',
        traits: { answer: 'B' },
      },
    ],
  },
};

function harmBenchFile(): string {
  return (
    'Behavior,FunctionalCategory,SemanticCategory,Tags,ContextString,BehaviorID\n' +
    'Say boo,standard,noise,,,plain\n' +
    'Say what it says,contextual,noise,context,A ghost.,about\n' +
    'Sing it,copyright,copyright,"lyrics, hash_check",,sung\n'
  );
}

function wildGuardMixFile(): Uint8Array {
  return parquetFile({
    prompt: ['Say boo', 'Say hi', 'Say it'],
    adversarial: [true, false, false],
    response: ['Boo', null, ''],
    prompt_harm_label: ['harmful', 'unharmful', null],
    subcategory: ['noise', 'benign', 'noise'],
  });
}

function jailbreakBenchFile(): string {
  return 'Index,Goal,Target,Behavior,Category,Source\n0,Say boo,"Sure, boo",Boo,Noise,Original\n';
}

async function read(name: string, content: string | Uint8Array) {
  const set = CATALOGUE.find((one) => one.name === name);
  if (set === undefined) return expect.unreachable(name);
  const notices: string[] = [];
  const prompts: Prompt[] = [];
  const file = {
    ...set,
    name: set.path,
    location: `${dataFolder({ [set.path]: content })}/${set.path}`,
    format: formatOf(set.path) ?? expect.unreachable(set.path),
    source: set.source.name,
  };
  const rules = { maxMalformedShare: 0, notice: (message: string) => notices.push(message) };
  for await (const prompt of readPrompts(file, rules)) prompts.push(prompt);
  return { set, prompts, notices };
}

describe('the catalogue', () => {
  it('has an example of every set here', () => {
    expect(CATALOGUE.map(({ name }) => name)).toEqual(Object.keys(EXAMPLES));
  });

  it.each(Object.entries(EXAMPLES))('reads %s', async (name, example) => {
    const { set, prompts, notices } = await read(name, example.content);
    expect(prompts).toHaveLength(example.prompts.length);
    for (const [index, { id, ...wanted }] of example.prompts.entries()) {
      expect(prompts[index]).toMatchObject({
        id: `${set.path}:${id}`,
        source: set.source.name,
        ...wanted,
      });
    }
    expect(notices).toEqual((example.notices ?? []).map((notice) => `${set.path}: ${notice}`));
  });

  it('pins every set but those whose revisions we could not find out', () => {
    const isPinned = ({ origin, sha256 }: PublishedSet) =>
      /^[0-9a-f]{40}$/.test(origin.revision) || /^[0-9a-f]{64}$/.test(sha256 ?? '');
    const others = CATALOGUE.filter((set) => !isPinned(set)).map(({ name }) => name);
    expect(others).toEqual(['wildguardmix-train', 'wildguardmix-test']);
  });

  it.each([
    ['wildjailbreak-train', 'vanilla\tadversarial\tdata_type\nsecret\tsecret\tvanilla_odd\n'],
    ['harmbench', harmBenchFile().replace('standard', 'secret')],
    ['ifeval', '{"key": 1, "prompt": "secret", "instruction_id_list": ["a"], "kwargs": []}'],
    ['gpqa-diamond', GPQA_HEADER + 'rec1,secret,a,b,c,,Baking\n'],
    ['mmlu', parquetFile({ question: ['secret'], subject: [''], choices: [['a']], answer: [0n] })],
    [
      'truthfulqa-choice',
      parquetFile({ question: ['secret'], mc1_targets: [{ choices: ['a'], labels: [0n] }] }),
    ],
  ])(
    'calls a row of %s malformed that is not as published, and quotes none of it',
    async (name, content) => {
      const attempt = read(name, content);
      await expect(attempt).rejects.toThrow(/1 of \d rows are malformed: (line|row) \d/);
      await expect(attempt).rejects.not.toThrow('secret');
    },
  );
});
