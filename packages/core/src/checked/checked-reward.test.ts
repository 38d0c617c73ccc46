import { describe, expect, it } from 'vitest';
import type { JudgedEpisode } from '../contracts/judge.ts';
import type { Reward, RewardTerm } from '../contracts/reward.ts';
import { checkedReward } from './checked-reward.ts';

const origin = { kind: 'reward', name: 'brevity', type: 'short', plugin: '@lab/short' } as const;

const batch: readonly JudgedEpisode[] = ['p1', 'p2'].map((id) => ({
  episode: {
    prompt: { id, text: '', harm: 'benign', adversarial: false, kind: '', source: '', traits: {} },
    turns: [
      {
        kind: 'response',
        round: 0,
        context: [],
        completion: { text: '', tokens: [], logprobs: [], stop: 'end' },
      },
    ],
  },
  judgements: [],
}));

const term = (value: RewardTerm['value'], others: Partial<RewardTerm> = {}): RewardTerm => ({
  episode: 1,
  agent: 'conversation',
  round: 0,
  value,
  ...others,
});

function giving(terms: readonly RewardTerm[], range?: Reward['range']): Reward {
  return checkedReward({ score: () => terms, ...(range && { range }) }, origin);
}

describe('a checked reward', () => {
  it.each([[0], [-3.5], [null], ['unscored']] as const)('lets %s through', async (value) => {
    expect(await giving([term(value)]).score(batch)).toEqual([term(value)]);
  });

  it.each([
    { what: 'NaN', terms: [term(NaN)], says: 'the value NaN. A value is a finite number' },
    { what: 'infinity', terms: [term(-Infinity)], says: 'the value -Infinity' },
    {
      what: 'text',
      // A plugin in plain JavaScript is held to no type.
      terms: [term('1' as unknown as number)],
      says: 'the value 1. A value is a finite number',
    },
    { what: 'a second term', terms: [term(1), term(1)], says: 'two terms for the response' },
    {
      what: 'an episode too many',
      terms: [term(1, { episode: 2 })],
      says: 'in episode 2, which the batch of 2 does not have',
    },
    {
      what: 'a round that was not played',
      terms: [term(1, { round: 1 })],
      says: 'for round 1 of the conversation agent in episode 1, which',
    },
    {
      what: 'a turn of the other agent',
      terms: [term(1, { agent: 'feedback' })],
      says: 'round 0 of the feedback agent',
    },
  ])('refuses $what', async ({ terms, says }) => {
    const failure = giving(terms).score(batch);
    await expect(failure).rejects.toThrow('the reward "brevity" (short) of plugin @lab/short gave');
    await expect(failure).rejects.toThrow(says);
  });

  it.each([
    { value: -0.01, fits: false },
    { value: 0, fits: true },
    { value: 1, fits: true },
    { value: 1.01, fits: false },
  ])('holds $value to a declared range of 0 to 1', async ({ value, fits }) => {
    const scored = giving([term(value)], { lowest: 0, highest: 1 }).score(batch);
    if (fits) expect(await scored).toHaveLength(1);
    else
      await expect(scored).rejects.toThrow(/episode 1 \(prompt p2\).*declares values from 0 to 1/);
  });

  it('says who threw, and keeps the cause', async () => {
    const cause = new Error('no such word');
    const broken = checkedReward({ score: () => Promise.reject(cause) }, origin);
    await expect(broken.score(batch)).rejects.toThrow('of plugin @lab/short threw: no such word');
    await expect(broken.score(batch)).rejects.toMatchObject({ cause });
  });

  it.each([[undefined], [[null]], [[0.5]]])('refuses %o, which is no list', async (terms) => {
    const silent = checkedReward({ score: () => terms as unknown as RewardTerm[] }, origin);
    await expect(silent.score(batch)).rejects.toThrow('gave no list of terms');
  });
});
