import { expect, it } from 'vitest';
import type { Algorithm, LossInputs, PolicySample } from '../contracts/algorithm.ts';
import { BigramEngine } from '../testing/bigram-engine.ts';
import { tinyAlgorithm } from '../testing/tiny-learning.ts';
import { updatePolicy } from './update-policy.ts';

const OPTIMISER = {
  learningRate: 0.1,
  beta1: 0.9,
  beta2: 0.95,
  epsilon: 1e-8,
  maxGradientNorm: 0,
  warmupSteps: 0,
  schedule: 'constant',
} as const;

it('takes the loss of each pass at the policy of that pass, against the one that sampled', async () => {
  const engine = new BigramEngine(3, 0, Array<number>(9).fill(0));
  const sampled = [Math.log(1 / 3), Math.log(1 / 3)];
  const sample: PolicySample = {
    episode: 0,
    group: 0,
    agent: 'feedback',
    round: 0,
    context: [1],
    completion: [2, 0],
    oldLogprobs: sampled,
    referenceLogprobs: sampled,
    reward: 1,
  };
  const taken: LossInputs[] = [];
  const algorithm: Algorithm = {
    ...tinyAlgorithm,
    loss(inputs) {
      taken.push(inputs);
      return tinyAlgorithm.loss(inputs);
    },
  };
  const policy = { name: 'feedback', engine, optimiser: OPTIMISER, steps: 1, klCoefficient: 0 };
  await updatePolicy(policy, 1, 3, algorithm, [sample], [[1, 1]]);

  // Two a pass: one to learn from, one for the metrics of the backward pass.
  expect(taken).toHaveLength(6);
  expect(taken.map(({ oldLogprobs }) => oldLogprobs)).toEqual(taken.map(() => [sampled]));
  const first = [0, 2, 4].map((pass) => taken[pass]?.logprobs[0]?.[0] ?? Number.NaN);
  expect(first[0]).toBe(sampled[0]);
  expect(first[1]).toBeGreaterThan(first[0] ?? 0);
  expect(first[2]).toBeGreaterThan(first[1] ?? 0);
  expect(taken[2]?.logprobs).toEqual(taken[3]?.logprobs);
});
