import type { Advantages, Algorithm, LossInputs, LossValue, PolicySample } from '@waltz/core';
import { groupAdvantages } from './group-advantages.ts';
import { standardScore, type GroupScale } from './group-comparison.ts';
import { policyLoss, type PolicyLossOptions } from './policy-loss.ts';

export interface GrpoOptions extends PolicyLossOptions {
  readonly scale: GroupScale;
  /** Added to the standard deviation. */
  readonly epsilon: number;
}

/**
 * Group Relative Policy Optimisation (arXiv 2402.03300): the advantage of an answer is its reward's standard score
 * among the answers to the same prompt. Its successors differ in two options: DAPO averages over tokens, Dr. GRPO
 * divides by a constant length and scales by nothing.
 */
export class Grpo implements Algorithm {
  readonly #options: GrpoOptions;

  constructor(options: GrpoOptions) {
    this.#options = options;
  }

  advantages(samples: readonly PolicySample[], klCoefficient: number): Advantages {
    const { kl, scale, epsilon } = this.#options;
    return groupAdvantages(samples, klCoefficient, kl, standardScore(scale, epsilon));
  }

  loss(inputs: LossInputs): LossValue {
    return policyLoss(inputs, this.#options);
  }
}
