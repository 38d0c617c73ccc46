import { RandomStream } from '@waltz/core';
import { describe, expect, it } from 'vitest';
import { Grpo } from './grpo.ts';
import { ReinforcePlusPlus } from './reinforce-plus-plus.ts';
import { Rloo } from './rloo.ts';
import {
  analyticGradient,
  drawSequence,
  estimateGradient,
  LENGTH,
  SIXTEEN,
  type Sequence,
} from './testing/softmax-policy.ts';

const largestDifference = (one: readonly number[], other: readonly number[]) =>
  Math.max(...one.map((value, index) => Math.abs(value - (other[index] ?? NaN))));

/** What REINFORCE++ estimates, with the scale of the normalisation and the 1/|y| of eq. 4 taken out again. */
function reinforceGradient(sequences: readonly Sequence[], klCoefficient: number) {
  const algorithm = new ReinforcePlusPlus(
    {
      clip: 0.2,
      varianceFloor: 1e-8,
      aggregation: 'sequence-mean',
      kl: { estimator: 'k1', place: 'reward' },
    },
    'none',
  );
  const { gradient, spread } = estimateGradient(algorithm, [sequences], klCoefficient);
  return gradient.map((value) => value * LENGTH * spread);
}

describe.each([0, 0.01, 0.3])('the policy gradient at β = %s', (klCoefficient) => {
  const analytic = analyticGradient(klCoefficient);

  it('is what REINFORCE++ makes of every sequence as often as the policy writes it', () => {
    expect(SIXTEEN).toHaveLength(16);
    const estimate = reinforceGradient(SIXTEEN, klCoefficient);
    expect(largestDifference(estimate, analytic)).toBeLessThan(1e-8);
  });

  it('is the mean of what REINFORCE++ makes of sampled batches', () => {
    const random = RandomStream.of('policy-gradient', klCoefficient);
    const drawn = Array.from({ length: 40_000 }, () => drawSequence(random));
    // A coordinate's standard error is below .5 / √40,000 = .0025.
    expect(largestDifference(reinforceGradient(drawn, klCoefficient), analytic)).toBeLessThan(0.01);
  });
});

describe('the policy gradient from every pair of sequences as often as the policy writes it', () => {
  const pairs = SIXTEEN.flatMap((one) => SIXTEEN.map((other) => [one, other]));

  it.each([0, 0.01, 0.3])('is that of RLOO at β = %s', (klCoefficient) => {
    const algorithm = new Rloo({ clip: 0.2, klEstimator: 'k1' });
    const { gradient } = estimateGradient(algorithm, pairs, klCoefficient);
    expect(largestDifference(gradient, analyticGradient(klCoefficient))).toBeLessThan(1e-8);
  });

  it.each([0, 0.3])(
    'is twice that of Dr. GRPO at β = %s, whose mean has the sample in it',
    (beta) => {
      const algorithm = new Grpo({
        clip: 0.2,
        scale: 'none',
        epsilon: 1e-4,
        aggregation: { constantLength: 1 },
        kl: { estimator: 'k1', place: 'reward' },
      });
      const { gradient } = estimateGradient(algorithm, pairs, beta);
      const twice = gradient.map((value) => 2 * value);
      expect(largestDifference(twice, analyticGradient(beta))).toBeLessThan(1e-8);
    },
  );
});

it('differs between the penalties enough for these tests to see them', () => {
  expect(largestDifference(analyticGradient(0), analyticGradient(0.3))).toBeGreaterThan(0.02);
  expect(Math.max(...analyticGradient(0).map(Math.abs))).toBeGreaterThan(0.05);
});
