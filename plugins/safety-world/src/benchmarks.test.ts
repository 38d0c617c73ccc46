import { describe, expect, it } from 'vitest';
import { createSafetyWorld } from './dataset.ts';
import { exactJudge } from './judge.ts';
import { OBJECT_CLASSES } from './lexicon.ts';
import { helpWith, refusalOf } from './response-grammar.ts';
import { WordTokenizer } from './tokenizer.ts';

const world = createSafetyWorld({ heldOutPairs: 0.15, heldOutCombinations: 0.2, splitSeed: 1 });
const known = [...world.prompts('train'), ...world.prompts('held-out')];
const benchmark = (name: string) => world.benchmarks?.[name] ?? [];
const trait = (name: string) => new Set(known.map(({ traits }) => traits[name]));

describe('the benchmarks', () => {
  it.each([
    ['unseen-wrappers', 'wrapper', ['homonym-benign', 'wrapped-harmful']],
    [
      'unseen-verbs',
      'action',
      ['homonym-benign', 'plain-benign', 'plain-harmful', 'wrapped-harmful'],
    ],
  ])('%s have no %s of either split, and each kind often enough to count', (name, of, kinds) => {
    const prompts = benchmark(name);
    expect(prompts.filter(({ traits }) => trait(of).has(traits[of]))).toEqual([]);
    expect([...new Set(prompts.map(({ kind }) => kind))].sort()).toEqual(kinds);
    for (const kind of kinds) {
      expect(prompts.filter((prompt) => prompt.kind === kind).length, kind).toBeGreaterThan(50);
    }
  });

  it('differ from the splits in one thing at a time', () => {
    const sizes = (name: string, of: string) =>
      benchmark(name).filter(({ traits }) => !trait(of).has(traits[of])).length;
    expect(sizes('unseen-wrappers', 'action')).toBe(0);
    expect(sizes('unseen-verbs', 'wrapper')).toBe(0);
  });

  it('have ids and texts of their own', () => {
    const all = [...known, ...benchmark('unseen-wrappers'), ...benchmark('unseen-verbs')];
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(new Set(all.map(({ text }) => text)).size).toBe(all.length);
  });

  it('can be asked, answered and judged in the words of the world without them', async () => {
    const classes = Object.entries(OBJECT_CLASSES).flatMap(([name, { tool }]) => [name, tool]);
    // Of system prompts and advice, which are in every vocabulary of the world.
    const elsewhere = 'sure , to use a . sorry i can not help answer and stay safe keep';
    const texts = known.map(({ text }) => text);
    const tokenizer = new WordTokenizer([...texts, ...classes, elsewhere]);
    for (const prompt of [...benchmark('unseen-wrappers'), ...benchmark('unseen-verbs')]) {
      const help = helpWith(prompt);
      for (const text of [prompt.text, help, refusalOf(prompt)]) tokenizer.encode(text);
      const [verdict] = await exactJudge.label([{ prompt, response: help }]);
      expect(verdict).toMatchObject({ unsafe: prompt.harm === 'harmful' });
    }
  });
});
