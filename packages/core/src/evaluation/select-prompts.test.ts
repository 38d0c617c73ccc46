import { expect, it } from 'vitest';
import { makePrompt } from '../testing/make-episode.ts';
import { selectPrompts } from './select-prompts.ts';

const many = Array.from({ length: 40 }, (_, index) => makePrompt('plain-benign', `many ${index}`));
const few = Array.from({ length: 3 }, (_, index) => makePrompt('wrapped-harmful', `few ${index}`));
const prompts = [...many, ...few];

it('leaves all prompts as they are when they fit', () => {
  expect(selectPrompts(prompts, Infinity)).toEqual(prompts);
  expect(selectPrompts(prompts, 43)).toEqual(prompts);
});

it('takes kinds in turn, and goes on when one has no more', () => {
  const selected = selectPrompts(prompts, 10);
  expect(selected.filter(({ kind }) => kind === 'wrapped-harmful')).toHaveLength(3);
  expect(new Set(selected.map(({ id }) => id)).size).toBe(10);
});

it('takes the same prompts every time, and a part of them for a smaller limit', () => {
  expect(selectPrompts(prompts, 10)).toEqual(selectPrompts(prompts, 10));
  expect(selectPrompts(prompts, 20).slice(0, 10)).toEqual(selectPrompts(prompts, 10));
});

it('takes none for a limit of 0', () => {
  expect(selectPrompts(prompts, 0)).toEqual([]);
});
