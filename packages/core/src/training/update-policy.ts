import type { Algorithm, LossInputs, LossValue, PolicySample } from '../contracts/algorithm.ts';
import { allTokens } from '../statistics/all-tokens.ts';
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
 * Updates one agent with its `[sample][token]` advantages: `epochs` passes, each with a policy-gradient step.
 *
 * Rollout batch and train batch are the same, so that in the first pass the policy that samples is the policy that
 * learns: its loss is taken at the sampled log-probabilities, where every ratio of eq. 4 is 1, and none are computed
 * again. Gives loss and norm of the last pass. Throws a `TrainingFailure` when an advantage, the loss or the gradient is
 * not finite.
 */
export async function updatePolicy(
  policy: AnchoredPolicy,
  step: number,
  epochs: number,
  algorithm: Algorithm,
  samples: readonly PolicySample[],
  advantages: readonly (readonly number[])[],
): Promise<PolicyUpdate> {
  requireFinite(policy.name, 'advantage', allTokens(advantages), { samples, advantages });
  const sampled = samples.map(({ oldLogprobs }) => oldLogprobs);
  const inputs = {
    klCoefficient: policy.klCoefficient,
    oldLogprobs: sampled,
    referenceLogprobs: samples.map(({ referenceLogprobs }) => referenceLogprobs),
    advantages,
  };
  const pass = (logprobs: LossInputs['logprobs']) =>
    takePass(policy, step, algorithm, samples, { ...inputs, logprobs });
  let update = await pass(sampled);
  for (let epoch = 2; epoch <= epochs; epoch++) {
    update = await pass(await policy.engine.logprobs(samples));
  }
  return update;
}

/**
 * One step down the loss at `inputs`. Its metrics are taken at the log-probabilities of the backward pass: a ratio that
 * is not 1 there says in the first pass that sampling and training disagree.
 */
async function takePass(
  policy: AnchoredPolicy,
  step: number,
  algorithm: Algorithm,
  samples: readonly PolicySample[],
  inputs: LossInputs,
): Promise<PolicyUpdate> {
  const batch = { samples, advantages: inputs.advantages };
  const loss = algorithm.loss(inputs);
  requireFinite(policy.name, 'loss', [loss.value, ...allTokens(loss.derivatives)], batch);

  const sequences = samples.map(({ context, completion }, sample) => ({
    context,
    completion,
    derivatives: loss.derivatives[sample] ?? [],
  }));
  const { logprobs, gradientNorm } = await takeOptimiserStep(policy, step, sequences, batch);
  const { metrics } = algorithm.loss({ ...inputs, logprobs });
  return { loss: { ...loss, metrics }, gradientNorm };
}
