import type { PolicySample } from '@waltz/core';
import {
  KL_ESTIMATORS,
  type KlEstimate,
  type KlEstimator,
  type KlEstimatorName,
} from './kl-estimators.ts';
import { tokenEntry } from './token-entry.ts';

/** How KL to the reference is held down. */
export interface KlOptions {
  readonly estimator: KlEstimatorName;
  /** A penalty in the reward is part of the advantage; one in the loss has a gradient of its own. */
  readonly place: 'reward' | 'loss';
}

const NOTHING: KlEstimator = () => ({ value: 0, derivative: 0 });

/**
 * `[sample][token]` −β·k: what KL takes from the reward of each token; 0 when the penalty is in the loss.
 * Throws when a sample has fewer reference log-probabilities than tokens.
 */
export function klRewards(
  samples: readonly PolicySample[],
  klCoefficient: number,
  { estimator, place }: KlOptions,
): readonly (readonly number[])[] {
  const estimate = place === 'reward' ? KL_ESTIMATORS[estimator] : NOTHING;
  const references = samples.map(({ referenceLogprobs }) => referenceLogprobs);
  return samples.map(({ oldLogprobs }, row) =>
    oldLogprobs.map((logprob, column) => {
      const reference = tokenEntry(references, row, column, 'referenceLogprobs');
      return -klCoefficient * estimate(logprob, reference).value;
    }),
  );
}

/** β·k: a token's part of the loss, with its derivative; 0 when the penalty is in the reward. */
export function klLoss(
  logprob: number,
  referenceLogprob: number,
  klCoefficient: number,
  { estimator, place }: KlOptions,
): KlEstimate {
  const estimate = place === 'loss' ? KL_ESTIMATORS[estimator] : NOTHING;
  const { value, derivative } = estimate(logprob, referenceLogprob);
  return { value: klCoefficient * value, derivative: klCoefficient * derivative };
}
