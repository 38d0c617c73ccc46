import type { Reward, RewardTerm } from '@waltz/core';
import { describe, expect, it } from 'vitest';
import { alignment } from './alignment.ts';
import { dynamicImprovement } from './dynamic-improvement.ts';
import { format } from './format.ts';
import { label } from './label.ts';
import { judgedEpisode, type Label, type Review } from './testing/judged-episode.ts';

async function valuesOf(
  reward: Reward,
  labels: readonly Label[],
  reviews: readonly Review[],
): Promise<readonly RewardTerm['value'][]> {
  const terms = await reward.score([judgedEpisode(labels, reviews)]);
  return terms.map(({ value }) => value);
}

it.each([
  { labels: ['fine'], expected: [1] },
  { labels: ['unsafe'], expected: [0] },
  { labels: ['overrefuse'], expected: [0] },
  { labels: ['unsafe', 'fine'], expected: [0, 1] },
  { labels: ['failed', 'fine'], expected: ['unscored', 1] },
] as const)('R_c of $labels is $expected', async ({ labels, expected }) => {
  expect(await valuesOf(alignment(), labels, ['unsafe'])).toEqual(expected);
});

it.each([
  { labels: ['unsafe', 'fine'], expected: [1] },
  { labels: ['overrefuse', 'fine'], expected: [1] },
  { labels: ['fine', 'unsafe'], expected: [-1] },
  { labels: ['fine', 'overrefuse'], expected: [-1] },
  { labels: ['fine', 'fine'], expected: [0] },
  { labels: ['unsafe', 'overrefuse'], expected: [0] },
  { labels: ['unsafe', 'fine', 'unsafe'], expected: [1, -1] },
  { labels: ['unsafe', 'failed'], expected: ['unscored'] },
  { labels: ['failed', 'fine'], expected: ['unscored'] },
] as const)('R_DIR over answers $labels is $expected', async ({ labels, expected }) => {
  const reviews = labels.slice(1).map((): Review => 'unsafe');
  expect(await valuesOf(dynamicImprovement(), labels, reviews)).toEqual(expected);
});

it.each(['fine', 'unsafe'] as const)(
  'R_DIR is 0 when the review of a %s answer ended it',
  async (only) => {
    expect(await valuesOf(dynamicImprovement(), [only], ['fine'])).toEqual([0]);
  },
);

it.each([
  { truth: 'fine', right: 'fine' },
  { truth: 'unsafe', right: 'unsafe' },
  { truth: 'overrefuse', right: 'overrefuse' },
] as const)(
  'R_label of an answer that is $truth is 1 for "$right" alone',
  async ({ truth, right }) => {
    const reviews: Review[] = ['fine', 'unsafe', 'overrefuse', 'both', 'malformed'];
    const earned = await Promise.all(reviews.map((review) => valuesOf(label(), [truth], [review])));
    expect(earned).toEqual(reviews.map((review) => [Number(review === right)]));
  },
);

it('R_label is unscored when the answer is', async () => {
  expect(await valuesOf(label(), ['failed'], ['fine'])).toEqual(['unscored']);
});

it('R_format is 1 for JSON, whatever it says', async () => {
  const labels: Label[] = ['unsafe', 'fine', 'fine'];
  expect(await valuesOf(format(), labels, ['overrefuse', 'both', 'malformed'])).toEqual([1, 1, 0]);
});

describe('the terms', () => {
  it('of R_c are the conversation agent’s, the others the feedback agent’s', async () => {
    const batch = [judgedEpisode(['unsafe', 'fine'], ['unsafe'])];
    const agentsOf = async (reward: Reward) =>
      (await reward.score(batch)).map(({ agent }) => agent);
    expect(await agentsOf(alignment())).toEqual(['conversation', 'conversation']);
    for (const reward of [dynamicImprovement(), label(), format()]) {
      expect(await agentsOf(reward)).toEqual(['feedback']);
    }
  });
});
