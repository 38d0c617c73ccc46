import type { Algorithm, LossValue, PolicySample } from '../contracts/algorithm.ts';
import { descend, type Descent } from './descend.ts';
import { requireFinite } from './training-failure.ts';

/** A policy that learns, and how closely it is held to its reference. */
export interface PolicyDescent extends Descent {
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
 * them again. Throws a `TrainingFailure` when an advantage, the loss or the gradient is not finite.
 */
export async function updatePolicy(
  descent: PolicyDescent,
  step: number,
  algorithm: Algorithm,
  samples: readonly PolicySample[],
  advantages: readonly (readonly number[])[],
): Promise<PolicyUpdate> {
  const batch = { samples, advantages };
  requireFinite(descent.policy, 'advantage', advantages.flat(), batch);

  const logprobs = samples.map(({ oldLogprobs }) => oldLogprobs);
  const loss = algorithm.loss({
    klCoefficient: descent.klCoefficient,
    logprobs,
    oldLogprobs: logprobs,
    referenceLogprobs: samples.map(({ referenceLogprobs }) => referenceLogprobs),
    advantages,
  });
  requireFinite(descent.policy, 'loss', [loss.value, ...loss.derivatives.flat()], batch);

  const sequences = samples.map(({ context, completion }, sample) => ({
    context,
    completion,
    derivatives: loss.derivatives[sample] ?? [],
  }));
  const { gradientNorm } = await descend(descent, step, sequences, batch);
  return { loss, gradientNorm };
}
