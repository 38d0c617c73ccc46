import type { Harm, Prompt } from '@waltz/core';
import { expect, it } from 'vitest';
import { ContentSample } from './content-sample.ts';

const prompt = (text: string, harm: Harm = 'benign'): Prompt => ({
  id: `${text} ${harm}`,
  text,
  harm,
  adversarial: false,
  kind: 'sum',
  source: 'test',
  traits: {},
});

function sample(size: number, prompts: readonly Prompt[], seed = 0): readonly string[] {
  const kept = new ContentSample(size, seed);
  for (const one of prompts) kept.add(one);
  return kept.prompts().map(({ id }) => id);
}

const prompts = Array.from({ length: 500 }, (_, index) => prompt(`text ${index}`));

it('keeps as many as asked for, in their order, whatever order they came in', () => {
  const kept = sample(40, prompts);
  expect(kept).toHaveLength(40);
  expect(kept).toEqual(prompts.map(({ id }) => id).filter((id) => kept.includes(id)));
  expect([...sample(40, [...prompts].reverse())].sort()).toEqual([...kept].sort());
});

it('keeps those of a smaller number among those of a larger one, and others with another seed', () => {
  expect(sample(80, prompts)).toEqual(expect.arrayContaining([...sample(40, prompts)]));
  expect(sample(40, prompts, 1)).not.toEqual(sample(40, prompts));
});

it('fills no place with a text that it has, but keeps both labels of one', () => {
  const often = prompts.slice(0, 50).flatMap((one) => [one, prompt(` ${one.text.toUpperCase()}`)]);
  const texts = sample(40, [...often, ...often]).map((id) => id.trim().toLowerCase());
  expect(new Set(texts).size).toBe(40);
  const contradicted = prompts
    .slice(0, 3)
    .flatMap(({ text }) => [prompt(text), prompt(text, 'harmful')]);
  expect(sample(4, contradicted)).toHaveLength(4);
});

it('keeps all when it need not choose', () => {
  expect(sample(Infinity, prompts)).toHaveLength(500);
});
