import type { Algorithm, PolicySample } from '../contracts/algorithm.ts';
import type { PreferenceLoss } from '../contracts/preference-loss.ts';
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

/** A hinge: the mean of max(0, 3 − margin), with the margin that DPO has. */
export const tinyPreferenceLoss: PreferenceLoss = {
  loss({ logprobs, referenceLogprobs }) {
    const count = logprobs.chosen.length;
    const sum = (tokens: readonly number[] = []) =>
      tokens.reduce((total, value) => total + value, 0);
    const margins = logprobs.chosen.map(
      (chosen, pair) =>
        sum(chosen) -
        sum(referenceLogprobs.chosen[pair]) -
        sum(logprobs.rejected[pair]) +
        sum(referenceLogprobs.rejected[pair]),
    );
    const slopes = margins.map((margin) => (margin < 3 ? 1 / count : 0));
    const spread = (tokens: readonly (readonly number[])[], sign: number) =>
      tokens.map((of, pair) => of.map(() => sign * (slopes[pair] ?? Number.NaN)));
    return {
      value: sum(margins.map((margin) => Math.max(0, 3 - margin))) / count,
      derivatives: { chosen: spread(logprobs.chosen, -1), rejected: spread(logprobs.rejected, 1) },
      metrics: { 'preference-margin': sum(margins) / count },
    };
  },
};

/** `tinyAlgorithm` with a critic as its baseline, which learns what each sample earned by half the mean squared error. */
export const tinyCriticAlgorithm: Algorithm = {
  ...tinyAlgorithm,
  advantages(samples) {
    return {
      values: samples.map((sample) => valuesOf(sample).map((value) => sample.reward - value)),
      returns: samples.map((sample) => valuesOf(sample).map(() => sample.reward)),
      metrics: {},
    };
  },
  valueLoss({ values, returns }) {
    const count = values.flat().length;
    const errors = values.map((tokens, sample) =>
      tokens.map((value, token) => value - (returns[sample]?.[token] ?? Number.NaN)),
    );
    return {
      value: errors.flat().reduce((sum, error) => sum + error ** 2 / 2, 0) / count,
      derivatives: errors.map((tokens) => tokens.map((error) => error / count)),
      metrics: {},
    };
  },
};

function valuesOf({ values }: PolicySample): readonly number[] {
  if (values === undefined) throw new Error('there is no critic');
  return values;
}
