import {
  allTokens,
  type Advantages,
  type Algorithm,
  type LossInputs,
  type LossValue,
  type PolicySample,
} from '@waltz/core';
import { compareWithinGroups, type Comparison } from './group-comparison.ts';
import { meanOf, sumOf } from './moments.ts';
import { tokenEntry } from './token-entry.ts';

/** 1 for rewards that reach `threshold`, 0 for all others. */
export function reaching(threshold: number): Comparison {
  return (rewards) => rewards.map((reward) => Number(reward >= threshold));
}

/** 1 for the best reward of a group, the first of them where several are best, 0 for all others. */
export function bestAlone(rewards: readonly number[]): readonly number[] {
  const best = rewards.indexOf(Math.max(...rewards));
  return rewards.map((_, sample) => Number(sample === best));
}

/**
 * Supervised fine-tuning on the policy's own samples that were accepted (RAFT, arXiv 2304.06767, with `bestAlone`).
 * An advantage is 1 for every token of an accepted sample and 0 for every other; KL to the reference is not held down.
 */
export class RejectionSampling implements Algorithm {
  readonly #accept: Comparison;

  /** @param accept gives 1 for the samples of a group that are learned from, and 0 for the others. */
  constructor(accept: Comparison) {
    this.#accept = accept;
  }

  /** Metrics: `accepted`, the share of samples that are learned from. */
  advantages(samples: readonly PolicySample[]): Advantages {
    const rewards = samples.map(({ reward }) => reward);
    const groups = samples.map(({ group }) => group);
    const accepted = compareWithinGroups(rewards, groups, this.#accept);
    return {
      values: samples.map(({ oldLogprobs }, sample) =>
        oldLogprobs.map(() => accepted[sample] ?? 0),
      ),
      metrics: { accepted: meanOf(accepted) },
    };
  }

  /**
   * The mean of −log π over all tokens of accepted samples; 0, without a slope, when none was accepted.
   * Throws when a token has no advantage.
   */
  loss({ logprobs, advantages }: LossInputs): LossValue {
    const accepted = logprobs.map((sample, row) =>
      sample.map((_, column) => tokenEntry(advantages, row, column, 'advantages')),
    );
    const tokens = Math.max(sumOf(allTokens(accepted)), 1);
    const derivatives = accepted.map((sample) => sample.map((weight) => -weight / tokens));
    return {
      value: sumOf(
        logprobs.flatMap((sample, row) =>
          sample.map((logprob, column) => logprob * (derivatives[row]?.[column] ?? 0)),
        ),
      ),
      derivatives,
      metrics: {},
    };
  }
}
