import { describe, expect, it } from 'vitest';
import { makeJudged, makePrompt, verdict } from '../testing/make-episode.ts';
import { authorOf, type Credits } from './compose-credits.ts';
import { gatherPairs } from './gather-pairs.ts';

/** An episode whose answers, one after another, earned `rewards`. */
function played(rewards: readonly (number | 'unscored')[]) {
  const judgements = rewards.map(() => verdict('helpful'));
  const reviews = rewards.slice(1).map(() => [true, false] as const);
  const { episode } = makeJudged(makePrompt('plain-benign'), judgements, reviews);
  const credits: Credits[number] = episode.turns.map((turn) => ({
    episode: 0,
    agent: authorOf(turn),
    round: turn.round,
    products: [],
    total: turn.kind === 'response' ? (rewards[turn.round] ?? 0) : 0.35,
  }));
  return { episode, credits };
}

const gather = (...batch: readonly ReturnType<typeof played>[]) =>
  gatherPairs(
    batch.map(({ episode }) => episode),
    batch.map(({ credits }) => credits),
  );

/** Of the first answer, by the test's episodes; the answer of round t is [10 + t, 0]. */
const CONTEXT = [1, 0];

describe('pairs of preference', () => {
  it.each([
    { name: 'a revision for the better', rewards: [0, 1], chosen: [11, 0], rejected: [10, 0] },
    { name: 'a revision for the worse', rewards: [1, 0], chosen: [10, 0], rejected: [11, 0] },
    {
      name: 'the last of several revisions',
      rewards: [0, 0, 1],
      chosen: [12, 0],
      rejected: [10, 0],
    },
  ])('are made by $name, as answers to the prompt alone', ({ rewards, chosen, rejected }) => {
    expect(gather(played(rewards))).toEqual({
      pairs: [{ episode: 0, context: CONTEXT, chosen, rejected }],
      unscored: 0,
    });
  });

  it.each([
    { name: 'there was no revision', rewards: [1], unscored: 0 },
    { name: 'both answers earned the same', rewards: [1, 1], unscored: 0 },
    { name: 'the first was not scored', rewards: ['unscored', 1] as const, unscored: 1 },
    { name: 'the last was not scored', rewards: [1, 'unscored'] as const, unscored: 1 },
  ])('are not made where $name', ({ rewards, unscored }) => {
    expect(gather(played(rewards))).toEqual({ pairs: [], unscored });
  });

  it('know their episode', () => {
    const { pairs } = gather(played([1]), played([0, 1]), played([1, 1]), played([1, 0]));
    expect(pairs.map(({ episode }) => episode)).toEqual([1, 3]);
  });
});
