import type {
  Advantages,
  Algorithm,
  LossInputs,
  LossValue,
  PolicySample,
  ValueLossInputs,
} from '@waltz/core';
import { explainedVariance } from './explained-variance.ts';
import { generalisedAdvantages, type AdvantageHorizon } from './generalised-advantages.ts';
import { klRewards } from './kl-penalty.ts';
import { normalise } from './normalise.ts';
import { policyLoss, type PolicyLossOptions } from './policy-loss.ts';
import { valueLoss } from './value-loss.ts';

export interface PpoOptions extends PolicyLossOptions, AdvantageHorizon {
  /** How far the loss lets values move in a step; null leaves them free. */
  readonly valueClip: number | null;
  /** Variance of advantages below which normalisation no longer scales up. */
  readonly varianceFloor: number;
}

/**
 * Proximal Policy Optimisation (arXiv 1707.06347) token by token: the reward is earned by the last token, the KL penalty
 * by each, a critic says what is still to come, and advantages are normalised over the batch.
 * With γ = λ = 1 and values of 0 it is REINFORCE++.
 */
export class Ppo implements Algorithm {
  readonly #options: PpoOptions;

  constructor(options: PpoOptions) {
    this.#options = options;
  }

  /**
   * `[sample][token]` generalised advantages, normalised, and the returns A + V that the critic is to learn.
   * Throws when a sample lacks values or reference log-probabilities.
   * Metrics: `advantage-mean` and `advantage-spread`, both before normalisation; `explained-variance` of the returns.
   */
  advantages(samples: readonly PolicySample[], klCoefficient: number): Advantages {
    const values = samples.map(valuesOf);
    const penalties = klRewards(samples, klCoefficient, this.#options.kl);
    const raw = samples.map(({ reward }, sample) => {
      const rewards = (penalties[sample] ?? []).map((penalty, token, { length }) =>
        token === length - 1 ? penalty + reward : penalty,
      );
      return generalisedAdvantages(rewards, values[sample] ?? [], this.#options);
    });
    const returns = raw.map((sample, row) =>
      sample.map((advantage, column) => advantage + (values[row]?.[column] ?? Number.NaN)),
    );
    const normalised = normalise(raw, this.#options.varianceFloor);
    const explained = explainedVariance(values, returns);
    return {
      values: normalised.values,
      returns,
      metrics: {
        'advantage-mean': normalised.mean,
        'advantage-spread': normalised.spread,
        ...(explained !== null && { 'explained-variance': explained }),
      },
    };
  }

  /** The clipped loss of the policy and its derivatives; see `policyLoss`. */
  loss(inputs: LossInputs): LossValue {
    return policyLoss(inputs, this.#options);
  }

  /** The loss of the critic and its derivatives; see `valueLoss`. */
  valueLoss(inputs: ValueLossInputs): LossValue {
    return valueLoss(inputs, this.#options.valueClip);
  }
}

function valuesOf({ values }: PolicySample): readonly number[] {
  if (values !== undefined) return values;
  throw new Error(
    'PPO needs the values of a critic; the experiment has none: set critic: { type: separate } or { type: shared }',
  );
}
