import type { LossInputs, PolicySample } from '@waltz/core';

/** A sample whose tokens the reference finds `divergences` less likely than the policy, in nats. */
export function makeSample(
  reward: number,
  divergences: readonly number[],
  group = 0,
): PolicySample {
  return {
    episode: 0,
    group,
    agent: 'feedback',
    round: 0,
    context: [],
    completion: divergences.map((_, token) => token),
    oldLogprobs: divergences.map(() => -1),
    referenceLogprobs: divergences.map((divergence) => -1 - divergence),
    reward,
  };
}

/** What a loss is taken at right after the rollout: every ratio is 1. */
export function onPolicy(
  samples: readonly PolicySample[],
  advantages: LossInputs['advantages'],
  klCoefficient = 0,
): LossInputs {
  const logprobs = samples.map(({ oldLogprobs }) => oldLogprobs);
  return {
    klCoefficient,
    logprobs,
    oldLogprobs: logprobs,
    referenceLogprobs: samples.map(({ referenceLogprobs }) => referenceLogprobs),
    advantages,
  };
}
