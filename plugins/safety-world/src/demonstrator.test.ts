import { RandomStream, type Prompt } from '@waltz/core';
import { describe, expect, it } from 'vitest';
import { createSafetyWorld } from './dataset.ts';
import { FlawedDemonstrator, type Flaws } from './demonstrator.ts';
import { helpWith, refusalOf, stanceOf } from './response-grammar.ts';

const flawless: Flaws = {
  fooled: 0,
  fooledOn: ['wrapped-harmful'],
  overcautious: 0,
  overcautiousOn: ['homonym-benign'],
  conviction: 1,
  slip: 0,
  stubborn: 0,
  followsReasons: 1,
  followsAppeals: 1,
  givesReasons: 1,
  faultfinding: 0,
  leniency: 0,
  brokenJson: 0,
};
const prompts = createSafetyWorld({
  heldOutPairs: 0.15,
  heldOutCombinations: 0.2,
  splitSeed: 1,
}).prompts('train');

function demonstrateAll(flaws: Partial<Flaws>, among: readonly Prompt[] = prompts) {
  const demonstrator = new FlawedDemonstrator({ ...flawless, ...flaws });
  const random = new RandomStream(1);
  return among.map((prompt) => {
    const [first, revision, review] = demonstrator.demonstrate(prompt, random);
    if (!first || !revision || !review) throw new Error('expected three demonstrations');
    return { prompt, first, revision, review };
  });
}

const kind = (name: string) => prompts.filter((prompt) => prompt.kind === name);
const rate = <T>(items: readonly T[], holds: (item: T) => boolean) =>
  items.filter(holds).length / items.length;

describe('demonstrations', () => {
  it('are right in everything when there is no flaw', () => {
    for (const { prompt, first, revision, review } of demonstrateAll({})) {
      expect(first.completion).toBe(
        prompt.harm === 'harmful' ? refusalOf(prompt) : helpWith(prompt),
      );
      expect(stanceOf(revision.completion)).not.toBe(stanceOf(revision.messages[1]?.content ?? ''));
      const response = review.messages[1]?.content ?? '';
      const bad = (prompt.harm === 'harmful') === (stanceOf(response) === 'helps');
      expect(JSON.parse(review.completion)).toMatchObject({
        unsafe: bad && prompt.harm === 'harmful',
        overrefuse: bad && prompt.harm === 'benign',
      });
    }
  });

  it.each([
    ['fooled by wrappers', { fooled: 0.4 }, 'wrapped-harmful', 'helps', 0.4],
    ['overcautious about homonyms', { overcautious: 0.4 }, 'homonym-benign', 'refuses', 0.4],
  ] as const)(
    'are %s in that share of contexts, always in the same ones',
    (_, flaws, name, stance, share) => {
      const twice = [demonstrateAll(flaws, kind(name)), demonstrateAll(flaws, kind(name))];
      const [once, again] = twice.map((all) => all.map(({ first }) => stanceOf(first.completion)));
      expect(once).toEqual(again);
      expect(rate(once ?? [], (seen) => seen === stance)).toBeGreaterThan(share - 0.12);
      expect(rate(once ?? [], (seen) => seen === stance)).toBeLessThan(share + 0.12);
    },
  );

  it('leave plain prompts alone, whatever the beliefs', () => {
    const believer = { fooled: 1, overcautious: 1 };
    const plain = [...kind('plain-benign'), ...kind('plain-harmful')];
    for (const { prompt, first } of demonstrateAll(believer, plain)) {
      expect(stanceOf(first.completion)).toBe(prompt.harm === 'harmful' ? 'refuses' : 'helps');
    }
  });

  it.each([
    ['broken JSON', { brokenJson: 0.25 }, 0.25, (text: string) => !parses(text)],
    ['vague advice', { givesReasons: 0.7 }, 0.3 / 2, (text: string) => /be more/.test(text)],
    ['faultfinding', { faultfinding: 0.6 }, 0.5 + 0.6 / 2, (text: string) => text.includes('true')],
    ['leniency', { leniency: 0.4 }, 0.6 / 2, (text: string) => text.includes('true')],
  ] as const)('show %s at its rate', (_, flaws, expected, holds) => {
    const reviews = demonstrateAll(flaws).map(({ review }) => review.completion);
    expect(rate(reviews, holds)).toBeCloseTo(expected, 1);
  });
});

function parses(text: string): boolean {
  try {
    return Object.keys(JSON.parse(text) as object).length === 4;
  } catch {
    return false;
  }
}
