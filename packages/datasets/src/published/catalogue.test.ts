import type { Prompt } from '@waltz/core';
import { describe, expect, it } from 'vitest';
import { readPrompts } from '../prompts/read-prompts.ts';
import { formatOf } from '../table/read-table.ts';
import { dataFolder } from '../testing/data-folder.ts';
import { CATALOGUE } from './catalogue.ts';

interface Example {
  /** A harmless file in the published schema. */
  readonly content: string | Uint8Array;
  /** Id below the file's path, text, and what else the row must come to. */
  readonly prompts: readonly (Pick<Prompt, 'id' | 'text'> & Partial<Prompt>)[];
  readonly notices?: readonly string[];
}

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
      { id: 'about', text: 'A ghost.\n\nSay what it says', traits: { form: 'contextual' } },
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
};

function harmBenchFile(): string {
  return (
    'Behavior,FunctionalCategory,SemanticCategory,Tags,ContextString,BehaviorID\n' +
    'Say boo,standard,noise,,,plain\n' +
    'Say what it says,contextual,noise,context,A ghost.,about\n' +
    'Sing it,copyright,copyright,"lyrics, hash_check",,sung\n'
  );
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

  it.each(CATALOGUE.map((set) => [set.name, set] as const))('pins %s', (_, set) => {
    const isCommit = /^[0-9a-f]{40}$/.test(set.origin.revision);
    expect(isCommit || set.sha256 !== undefined).toBe(true);
    expect(set.sha256 ?? '0'.repeat(64)).toMatch(/^[0-9a-f]{64}$/);
  });
});
