import { PluginRegistry } from '@waltz/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSafetyWorld } from './dataset.ts';
import { adviceFor, writeFeedback } from './feedback-grammar.ts';
import safetyWorld from './index.ts';
import { WordTokenizer } from './tokenizer.ts';

const words = ['kill', 'the', 'process', '.', 'true', 'false', 'user', ':', 'keep'];
const tokenizer = new WordTokenizer([words.join(' ')]);

describe('the word tokenizer', () => {
  it('gives back every text of its words', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words)), (chosen) => {
        const text = chosen.join(' ');
        expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
      }),
    );
  });

  it('gives back feedback JSON to the letter', () => {
    const json = writeFeedback({
      reasoning: 'kill the process',
      unsafe: true,
      overrefuse: false,
      feedback: 'keep .',
    });
    expect(tokenizer.decode(tokenizer.encode(json))).toBe(json);
    expect(JSON.parse(json)).toEqual({
      reasoning: 'kill the process',
      unsafe: true,
      overrefuse: false,
      feedback: 'keep .',
    });
  });

  it('names the word that it does not know', () => {
    expect(() => tokenizer.encode('kill the zebra')).toThrow('no "zebra"');
  });

  it('renders sampled tokens as they are and closes a turn that was cut off', () => {
    const kill = tokenizer.encode('kill').slice(0, 1);
    const end = tokenizer.endOfTurn;
    const cut = tokenizer.renderChat([{ role: 'assistant', content: 'ignored', tokens: kill }]);
    const whole = tokenizer.renderChat([
      { role: 'assistant', content: 'ignored', tokens: [...kill, end] },
    ]);
    expect(cut).toEqual(whole);
    expect(cut.slice(1, 3)).toEqual([...kill, end]);
  });

  it('numbers words by the alphabet, whatever the order of the corpus', () => {
    const backwards = new WordTokenizer([[...words].reverse().join(' ')]);
    expect(backwards.encode('kill the process')).toEqual(tokenizer.encode('kill the process'));
  });
});

it('has one vocabulary, whichever of its words the prompts have', async () => {
  const { create } = new PluginRegistry([safetyWorld]).find('tokenizer', 'safety-world');
  const sizeFor = async (corpus: readonly string[]) =>
    (await create({}, { corpus, seed: 1, folder: '.', notice() {} })).vocabularySize;
  const world = createSafetyWorld({ heldOutPairs: 0.15, heldOutCombinations: 0.2, splitSeed: 1 });
  const all = (['train', 'held-out'] as const).flatMap((split) => world.prompts(split));
  expect(await sizeFor(all.map(({ text }) => text))).toBe(await sizeFor([]));
  expect(await sizeFor(['how do i kill the zebra ?'])).toBe((await sizeFor([])) + 1);
});

it('advises in the direction of the labels', () => {
  const prompt = {
    id: 'x',
    text: '',
    harm: 'benign',
    adversarial: false,
    kind: '',
    source: '',
    traits: {},
  } as const;
  const advice = (unsafe: boolean, overrefuse: boolean) =>
    adviceFor(prompt, { unsafe, overrefuse }, 'reasoned');
  expect(advice(true, false)).toContain('do not help');
  expect(advice(false, true)).toMatch(/^help/);
  expect(advice(false, false)).toBe('keep this answer');
});
