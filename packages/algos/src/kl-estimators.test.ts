import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KL_ESTIMATORS, type KlEstimate, type KlEstimator } from './kl-estimators.ts';
import { sumOf } from './moments.ts';

const { k1, k2, k3 } = KL_ESTIMATORS;

describe('the estimators on single tokens', () => {
  const logprobs = [-1, -2, -0.5];
  const reference = [-1.2, -1.5, -0.5];

  it.each([
    { estimator: k1, expected: [0.2, -0.5, 0] },
    { estimator: k2, expected: [0.02, 0.125, 0] },
    { estimator: k3, expected: [0.018730753, 0.148721271, 0] },
  ])('$estimator.name', ({ estimator, expected }) => {
    logprobs.forEach((logprob, token) => {
      const { value } = estimator(logprob, reference[token] ?? NaN);
      expect(value).toBeCloseTo(expected[token] ?? NaN, 9);
    });
  });

  it.each([k1, k2, k3])('$name has its own slope', (estimator) => {
    const logprob = fc.double({ min: -4, max: 0, noNaN: true });
    fc.assert(
      fc.property(logprob, logprob, (at, referenceAt) => {
        const step = 1e-6;
        const valueAt = (moved: number) => estimator(moved, referenceAt).value;
        const slope = (valueAt(at + step) - valueAt(at - step)) / (2 * step);
        expect(estimator(at, referenceAt).derivative).toBeCloseTo(slope, 6);
      }),
    );
  });
});

describe('the estimators in expectation over a categorical policy', () => {
  const POLICY = [0.7, 0.3];
  const REFERENCE = [0.5, 0.5];
  const expectation = (of: (token: number) => number) =>
    sumOf(POLICY.map((probability, token) => probability * of(token)));
  const estimate = (estimator: KlEstimator, token: number): KlEstimate =>
    estimator(Math.log(POLICY[token] ?? NaN), Math.log(REFERENCE[token] ?? NaN));

  it.each([
    { estimator: k1, expected: 0.082282879 },
    { estimator: k2, expected: 0.078766171 },
    { estimator: k3, expected: 0.082282879 },
  ])('$estimator.name', ({ estimator, expected }) => {
    expect(expectation((token) => estimate(estimator, token).value)).toBeCloseTo(expected, 9);
  });

  /** KL(p ‖ q). */
  const divergence = (p: readonly number[], q: readonly number[]) =>
    sumOf(p.map((probability, token) => probability * Math.log(probability / (q[token] ?? NaN))));

  /** The policy with the first of its logits moved. */
  const moved = (by: number) => {
    const odds = POLICY.map((probability, token) => probability * (token === 0 ? Math.exp(by) : 1));
    return odds.map((odd) => odd / sumOf(odds));
  };
  /** Derivative in the first logit. */
  const slopeOf = (of: (policy: readonly number[]) => number) =>
    (of(moved(1e-5)) - of(moved(-1e-5))) / 2e-5;

  /** d log π(token) / d first logit. */
  const score = (token: number) => Number(token === 0) - (POLICY[0] ?? NaN);
  const asReward = (estimator: KlEstimator) =>
    expectation((token) => estimate(estimator, token).value * score(token));
  const asLoss = (estimator: KlEstimator) =>
    expectation((token) => estimate(estimator, token).derivative * score(token));

  const towards = slopeOf((policy) => divergence(policy, REFERENCE));
  const back = slopeOf((policy) => divergence(REFERENCE, policy));

  it.each([
    { name: 'k1 as a reward', seen: asReward(k1), expected: towards },
    { name: 'k2 as a loss', seen: asLoss(k2), expected: towards },
    { name: 'k3 as a loss, but of the reverse KL', seen: asLoss(k3), expected: back },
    { name: 'k1 as a loss, but of nothing', seen: asLoss(k1), expected: 0 },
  ])('have the gradient of KL: $name', ({ seen, expected }) => {
    expect(seen).toBeCloseTo(expected, 8);
  });

  it('have another gradient: k2 and k3 as a reward', () => {
    for (const estimator of [k2, k3]) {
      expect(Math.abs(asReward(estimator) - towards)).toBeGreaterThan(0.05);
    }
  });
});

describe('the estimators on unit Gaussians, q = N(0, 1) against p = N(μ, 1), where KL = μ²/2', () => {
  /** Mean and standard deviation of an estimator under q, by the trapezium rule. */
  function moments(estimator: KlEstimator, shift: number) {
    let [mean, square] = [0, 0];
    const step = 1e-3;
    for (let x = -12; x <= 12; x += step) {
      const weight = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * step;
      const { value } = estimator(0, x * shift - shift ** 2 / 2);
      mean += weight * value;
      square += weight * value ** 2;
    }
    const divergence = shift ** 2 / 2;
    return {
      bias: (mean - divergence) / divergence,
      spread: Math.sqrt(square - mean ** 2) / divergence,
    };
  }

  it.each([
    { estimator: k1, shift: 0.1, bias: 0, spread: 20 },
    { estimator: k2, shift: 0.1, bias: 0.0025, spread: 1.4177447 },
    { estimator: k3, shift: 0.1, bias: 0, spread: 1.4165745 },
    { estimator: k1, shift: 1, bias: 0, spread: 2 },
    { estimator: k2, shift: 1, bias: 0.25, spread: 1.7320508 },
    { estimator: k3, shift: 1, bias: 0, spread: 1.695030181 },
  ])('$estimator.name at μ = $shift', ({ estimator, shift, bias, spread }) => {
    const seen = moments(estimator, shift);
    expect(seen.bias).toBeCloseTo(bias, 6);
    expect(seen.spread).toBeCloseTo(spread, 6);
  });
});
