import type { Algorithm } from '../contracts/algorithm.ts';
import type { Reward } from '../contracts/reward.ts';
import { isGood } from '../evaluation/outcome.ts';
import { perFeedback, perResponse } from '../reward/turn-rewards.ts';

/** The paper's four rewards in their smallest form (section 2). */
export const tinyRewards: Readonly<Record<string, Reward>> = {
  alignment: perResponse('alignment', (_, verdict) => Number(isGood(verdict))),
  improvement: perFeedback('improvement', ({ round }, verdict, { judgements }) => {
    const revised = judgements[round + 1];
    if (revised === undefined) return 0;
    return revised.scored ? Number(isGood(revised)) - Number(isGood(verdict)) : 'unscored';
  }),
  label: perFeedback('label', ({ parsed }, { unsafe, overrefuse }) =>
    Number(parsed?.unsafe === unsafe && parsed.overrefuse === overrefuse),
  ),
  format: perFeedback('format', ({ parsed }) => Number(parsed !== null)),
};

/** REINFORCE: the reward above the batch's mean, less the KL penalty of the token, averaged over all tokens. */
export const tinyAlgorithm: Algorithm = {
  advantages(samples, klCoefficient) {
    const mean = samples.reduce((sum, { reward }) => sum + reward, 0) / samples.length;
    return {
      values: samples.map(({ reward, oldLogprobs, referenceLogprobs }) =>
        oldLogprobs.map(
          (logprob, token) =>
            reward - mean - klCoefficient * (logprob - (referenceLogprobs[token] ?? Number.NaN)),
        ),
      ),
      metrics: { 'reward-mean': mean },
    };
  },
  loss({ logprobs, advantages }) {
    const count = logprobs.flat().length;
    const derivatives = advantages.map((tokens) => tokens.map((advantage) => -advantage / count));
    const value = logprobs
      .flatMap((tokens, sample) =>
        tokens.map((logprob, token) => logprob * (derivatives[sample]?.[token] ?? Number.NaN)),
      )
      .reduce((sum, part) => sum + part, 0);
    return { value, derivatives, metrics: {} };
  },
};
