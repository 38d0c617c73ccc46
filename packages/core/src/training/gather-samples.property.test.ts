import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AGENT_ROLES, feedbacksOf, responsesOf } from '../contracts/episode.ts';
import type { JudgedEpisode } from '../contracts/judge.ts';
import { makeJudged, makePrompt, verdict, type Labels } from '../testing/make-episode.ts';
import { authorOf, type Credits } from './compose-credits.ts';
import { gatherSamples } from './gather-samples.ts';

const prompt = makePrompt('plain-benign');
const answers = (count: number) => Array.from({ length: count }, () => verdict('helpful'));
const reviews = (count: number, last: Labels) =>
  Array.from({ length: count }, (_, round): Labels => (round + 1 < count ? [true, false] : last));

/** `revisions` times advised and revised; then accepted, malformed, or at T_max. */
const played = fc
  .tuple(fc.nat(3), fc.constantFrom('accepted', 'malformed', 'last round'))
  .map(([revisions, end]) =>
    end === 'last round' && revisions > 0
      ? makeJudged(prompt, answers(revisions + 1), reviews(revisions, [true, false]))
      : makeJudged(
          prompt,
          answers(revisions + 1),
          reviews(revisions + 1, end === 'malformed' ? null : [false, false]),
        ),
  );

/** Credits that tell each turn from every other. */
const creditsOf = (batch: readonly JudgedEpisode[], unscored: ReadonlySet<number>): Credits =>
  batch.map(({ episode: { turns } }, episode) =>
    turns.map((turn, index) => ({
      episode,
      agent: authorOf(turn),
      round: turn.round,
      products: [],
      total: unscored.has(episode) ? 'unscored' : episode + index / 100,
    })),
  );

const gather = (
  agent: 'conversation' | 'feedback',
  batch: readonly JudgedEpisode[],
  revisedShare: number,
  globalStep = 1,
  unscored: ReadonlySet<number> = new Set(),
  samplesPerPrompt = 1,
) =>
  gatherSamples(
    agent,
    batch.map(({ episode }) => episode),
    creditsOf(batch, unscored),
    { seed: 1, globalStep, revisedShare, samplesPerPrompt },
  );

describe('gathering samples', () => {
  it('takes one turn of each episode, with its context, tokens, log-probabilities and credit', () => {
    fc.assert(
      fc.property(
        fc.array(played, { minLength: 1 }),
        fc.constantFrom(...AGENT_ROLES),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (batch, agent, revisedShare) => {
          const { samples } = gather(agent, batch, revisedShare);
          expect(samples.map(({ episode }) => episode)).toEqual(batch.map((_, index) => index));
          for (const sample of samples) {
            const { turns } = batch[sample.episode]?.episode ?? { turns: [] };
            const index = turns.findIndex(
              (turn) => authorOf(turn) === agent && turn.round === sample.round,
            );
            expect(sample).toMatchObject({
              context: turns[index]?.context,
              completion: turns[index]?.completion.tokens,
              oldLogprobs: turns[index]?.completion.logprobs,
              reward: sample.episode + index / 100,
            });
          }
        },
      ),
    );
  });

  it('takes c_0 or c_T of the conversation agent, and c_0 alone when nothing was revised', () => {
    fc.assert(
      fc.property(fc.array(played), fc.constantFrom(0, 0.5, 1), (batch, revisedShare) => {
        for (const { episode, round } of gather('conversation', batch, revisedShare).samples) {
          const last = responsesOf(batch[episode]?.episode ?? { prompt, turns: [] }).length - 1;
          if (revisedShare === 0) expect(round).toBe(0);
          else if (revisedShare === 1) expect(round).toBe(last);
          else expect([0, last]).toContain(round);
        }
      }),
    );
  });

  it('takes the feedback that stopped the dialogue, and malformed feedback', () => {
    const batch = [
      makeJudged(prompt, answers(1), [[false, false]]),
      makeJudged(prompt, answers(1), [null]),
    ];
    expect(gather('feedback', batch, 0.5).samples).toHaveLength(2);
  });

  it('takes revised answers in the share that is asked for', () => {
    const batch = Array.from({ length: 2000 }, () =>
      makeJudged(prompt, answers(2), [[true, false]]),
    );
    const { samples } = gather('conversation', batch, 0.3);
    const share = samples.filter(({ round }) => round === 1).length / samples.length;
    expect(Math.abs(share - 0.3)).toBeLessThan(0.04);
  });

  it('takes every round of feedback equally often', () => {
    const long = makeJudged(prompt, answers(4), reviews(3, [true, false]));
    expect(feedbacksOf(long.episode)).toHaveLength(3);
    const { samples } = gather(
      'feedback',
      Array.from({ length: 3000 }, () => long),
      0.5,
    );
    for (const round of [0, 1, 2]) {
      const share = samples.filter((sample) => sample.round === round).length / samples.length;
      expect(Math.abs(share - 1 / 3)).toBeLessThan(0.03);
    }
  });

  it('draws anew at every step, and the same at the same step', () => {
    const batch = Array.from({ length: 50 }, () => makeJudged(prompt, answers(2), [[true, false]]));
    expect(gather('conversation', batch, 0.5, 3)).toEqual(gather('conversation', batch, 0.5, 3));
    expect(gather('conversation', batch, 0.5, 3)).not.toEqual(
      gather('conversation', batch, 0.5, 4),
    );
  });

  it('leaves unscored turns out, and counts them', () => {
    const batch = [1, 2, 3].map(() => makeJudged(prompt, answers(1), [[false, false]]));
    for (const agent of AGENT_ROLES) {
      const { samples, unscored } = gather(agent, batch, 0.5, 1, new Set([1]));
      expect(samples.map(({ episode }) => episode)).toEqual([0, 2]);
      expect(unscored).toBe(1);
    }
  });

  it('puts the samples of one prompt into one group, also when some are left out', () => {
    const batch = [1, 2, 3, 4, 5, 6].map(() => makeJudged(prompt, answers(1), [[false, false]]));
    const { samples } = gather('feedback', batch, 0.5, 1, new Set([0]), 3);
    expect(samples.map(({ group }) => group)).toEqual([0, 0, 1, 1, 1]);
  });

  it('has nothing of a feedback agent that did not play', () => {
    const alone = makeJudged(prompt, answers(1), []);
    expect(gather('feedback', [alone], 0.5)).toEqual({ samples: [], unscored: 0 });
  });
});
