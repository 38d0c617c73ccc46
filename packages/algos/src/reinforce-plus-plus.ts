import type { Advantages, Algorithm, LossInputs, LossValue, PolicySample } from '@waltz/core';
import { aboveGroupMean, compareWithinGroups } from './group-comparison.ts';
import { klRewards } from './kl-penalty.ts';
import { normalise } from './normalise.ts';
import { policyLoss, type PolicyLossOptions } from './policy-loss.ts';
import { rewardToGo } from './reward-to-go.ts';

export interface ReinforcePlusPlusOptions extends PolicyLossOptions {
  /** Variance of advantages below which normalisation no longer scales up. */
  readonly varianceFloor: number;
}

/** What a reward is held against before advantages are normalised over the batch. */
export type Baseline = 'none' | 'group-mean';

/**
 * REINFORCE++ (arXiv 2501.03262) for one agent's samples, as section 3 of the WaltzRL paper uses it: no critic, no
 * group baseline, the KL penalty inside the reward, advantages normalised over all tokens of the agent's batch.
 * With the baseline `group-mean` it is its variant for several rollouts of a prompt, REINFORCE++-baseline.
 */
export class ReinforcePlusPlus implements Algorithm {
  readonly #options: ReinforcePlusPlusOptions;
  readonly #baseline: Baseline;

  constructor(options: ReinforcePlusPlusOptions, baseline: Baseline = 'none') {
    this.#options = options;
    this.#baseline = baseline;
  }

  /**
   * `[sample][token]` Ã of eq. 4.
   * Throws when a sample has fewer reference log-probabilities than tokens.
   * Metrics: `advantage-mean` and `advantage-spread`, both before normalisation.
   */
  advantages(samples: readonly PolicySample[], klCoefficient: number): Advantages {
    const { kl, varianceFloor } = this.#options;
    const rewards = this.#rewards(samples);
    // A_{x,i} = R_a(x, y) − β Σ_{t ≥ i} log(π_old(y_t) / π_ref(y_t)), the line below eq. 4.
    const raw = klRewards(samples, klCoefficient, kl).map((penalties, sample) =>
      rewardToGo(penalties).map((penalty) => (rewards[sample] ?? 0) + penalty),
    );
    const { values, mean, spread } = normalise(raw, varianceFloor);
    return { values, metrics: { 'advantage-mean': mean, 'advantage-spread': spread } };
  }

  /** The loss −J of eq. 4 and its derivatives; see `policyLoss`. */
  loss(inputs: LossInputs): LossValue {
    return policyLoss(inputs, this.#options);
  }

  /** `[sample]` */
  #rewards(samples: readonly PolicySample[]): readonly number[] {
    const rewards = samples.map(({ reward }) => reward);
    if (this.#baseline === 'none') return rewards;
    const groups = samples.map(({ group }) => group);
    return compareWithinGroups(rewards, groups, aboveGroupMean);
  }
}
