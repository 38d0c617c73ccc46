import type { Advantages, Algorithm, LossInputs, LossValue, PolicySample } from '@waltz/core';
import { clippedSurrogate } from './clipped-surrogate.ts';
import { groupAdvantages } from './group-advantages.ts';
import { aboveOthersMean } from './group-comparison.ts';
import type { KlEstimatorName } from './kl-estimators.ts';
import { meanOf, sumOf } from './moments.ts';
import { tokenEntry } from './token-entry.ts';

export interface RlooOptions {
  /** Ratios of whole answers are clipped to [1 − ε, 1 + ε]. */
  readonly clip: number;
  readonly klEstimator: KlEstimatorName;
}

/**
 * REINFORCE Leave-One-Out (arXiv 2402.14740): a whole answer is one action, its reward has the KL penalty in it, and
 * its baseline is the mean of the other answers to the same prompt. Nothing is normalised, so that on policy the
 * gradient is that of the KL-regularised reward itself.
 */
export class Rloo implements Algorithm {
  readonly #options: RlooOptions;

  constructor(options: RlooOptions) {
    this.#options = options;
  }

  advantages(samples: readonly PolicySample[], klCoefficient: number): Advantages {
    const kl = { place: 'reward', estimator: this.#options.klEstimator } as const;
    return groupAdvantages(samples, klCoefficient, kl, aboveOthersMean);
  }

  /**
   * −1/B Σ_b min(s·A, clip(s, 1 − ε, 1 + ε)·A) with the ratio s of each whole answer, as TRL takes it.
   * Metrics: `clip-fraction`, the share of answers whose ratio was clipped; `ratio-mean`.
   * Throws when a token has no old log-probability or a sample no advantage.
   */
  loss({ logprobs, oldLogprobs, advantages }: LossInputs): LossValue {
    const answers = logprobs.flatMap((sample, row) => {
      if (sample.length === 0) return [];
      const old = sample.map((_, column) => tokenEntry(oldLogprobs, row, column, 'oldLogprobs'));
      const advantage = tokenEntry(advantages, row, 0, 'advantages');
      return { row, ...clippedSurrogate(sumOf(sample), sumOf(old), advantage, this.#options.clip) };
    });
    const derivatives = new Map(
      answers.map(({ row, derivative }) => [row, derivative / answers.length]),
    );
    return {
      value: meanOf(answers.map(({ value }) => value)),
      // Every token is a factor of the answer's probability, and moves its logarithm as much as any other.
      derivatives: logprobs.map((sample, row) => sample.map(() => derivatives.get(row) ?? 0)),
      metrics: {
        'clip-fraction': meanOf(answers.map(({ clipped }) => Number(clipped))),
        'ratio-mean': meanOf(answers.map(({ ratio }) => ratio)),
      },
    };
  }
}
