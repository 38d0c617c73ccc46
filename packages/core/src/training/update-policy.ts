import type { Algorithm, LossValue, PolicySample } from '../contracts/algorithm.ts';
import { takeOptimiserStep, type TrainedPolicy } from './take-optimiser-step.ts';
import { requireFinite } from './training-failure.ts';

/** A policy that learns, and how closely it is held to its reference. */
export interface AnchoredPolicy extends TrainedPolicy {
  /** β of eq. 1. */
  readonly klCoefficient: number;
}

export interface PolicyUpdate {
  readonly loss: LossValue;
  /** Global L2 norm, before clipping. */
  readonly gradientNorm: number;
}

/**
 * One policy-gradient step of one agent with its `[sample][token]` advantages.
 *
 * Rollout batch and train batch are the same, so that the policy that samples is the policy that learns: the loss
 * is taken at the sampled log-probabilities, where every ratio of eq. 4 is 1, and no pass is spent on computing
 * them again. Its metrics are taken at the log-probabilities of the backward pass: a ratio that is not 1 there says
 * that sampling and training disagree. Throws a `TrainingFailure` when an advantage, the loss or the gradient is not finite.
 */
export async function updatePolicy(
  policy: AnchoredPolicy,
  step: number,
  algorithm: Algorithm,
  samples: readonly PolicySample[],
  advantages: readonly (readonly number[])[],
): Promise<PolicyUpdate> {
  const batch = { samples, advantages };
  requireFinite(policy.name, 'advantage', advantages.flat(), batch);

  const sampled = samples.map(({ oldLogprobs }) => oldLogprobs);
  const inputs = {
    klCoefficient: policy.klCoefficient,
    oldLogprobs: sampled,
    referenceLogprobs: samples.map(({ referenceLogprobs }) => referenceLogprobs),
    advantages,
  };
  const loss = algorithm.loss({ ...inputs, logprobs: sampled });
  requireFinite(policy.name, 'loss', [loss.value, ...loss.derivatives.flat()], batch);

  const sequences = samples.map(({ context, completion }, sample) => ({
    context,
    completion,
    derivatives: loss.derivatives[sample] ?? [],
  }));
  const { logprobs, gradientNorm } = await takeOptimiserStep(policy, step, sequences, batch);
  const { metrics } = algorithm.loss({ ...inputs, logprobs });
  return { loss: { ...loss, metrics }, gradientNorm };
}
