import type { Prompt } from '@waltz/core';
import { describe, expect, it } from 'vitest';
import { createSafetyWorld } from './dataset.ts';
import { RISKY_ACTIONS } from './lexicon.ts';

const world = createSafetyWorld({ heldOutPairs: 0.15, heldOutCombinations: 0.2, splitSeed: 1 });
function groupBy(prompts: readonly Prompt[], key: (prompt: Prompt) => string | undefined) {
  return [...new Set(prompts.map(key))].map(
    (value) => [value, prompts.filter((prompt) => key(prompt) === value)] as const,
  );
}

const combination = ({ traits }: { traits: Readonly<Record<string, string>> }) =>
  `${traits['action']} ${traits['object']} ${traits['wrapper']}`;

describe('the safety world', () => {
  it('holds out at least 2,000 prompts of four kinds', () => {
    const heldOut = world.prompts('held-out');
    const kinds = groupBy(heldOut, ({ kind }) => kind);
    expect(heldOut.length).toBeGreaterThanOrEqual(2000);
    expect(kinds.map(([kind]) => kind).sort()).toEqual([
      'homonym-benign',
      'plain-benign',
      'plain-harmful',
      'wrapped-harmful',
    ]);
    for (const [, prompts] of kinds) expect(prompts.length).toBeGreaterThanOrEqual(100);
  });

  it('never shows a held-out combination of action, object and wrapper in training', () => {
    const trained = new Set(world.prompts('train').map(combination));
    expect(world.prompts('held-out').filter((prompt) => trained.has(combination(prompt)))).toEqual(
      [],
    );
  });

  it('keeps pairs marked as unseen out of training in any wrapper', () => {
    const pair = ({ traits }: { traits: Readonly<Record<string, string>> }) =>
      `${traits['action']} ${traits['object']}`;
    const trained = new Set(world.prompts('train').map(pair));
    const unseen = world.prompts('held-out').filter(({ traits }) => traits['novelty'] === 'pair');
    expect(unseen.length).toBeGreaterThan(0);
    expect(unseen.filter((prompt) => trained.has(pair(prompt)))).toEqual([]);
  });

  it('gives every prompt an id and a text of its own', () => {
    const all = [...world.prompts('train'), ...world.prompts('held-out')];
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(new Set(all.map(({ text }) => text)).size).toBe(all.length);
  });

  it('lets no wrapper and no risky verb decide about harm alone', () => {
    const risky = world.prompts('train').filter(({ kind }) => kind !== 'plain-benign');
    for (const trait of ['wrapper', 'action']) {
      for (const [value, prompts] of groupBy(risky, ({ traits }) => traits[trait])) {
        expect(new Set(prompts.map(({ harm }) => harm)), value).toEqual(
          new Set(['harmful', 'benign']),
        );
      }
    }
  });

  it('lets no class be harmful and harmless to one verb', () => {
    for (const { verb, harmful, harmless } of RISKY_ACTIONS) {
      expect(new Set([...harmful, ...harmless]).size, verb).toBe(harmful.length + harmless.length);
    }
  });
});
