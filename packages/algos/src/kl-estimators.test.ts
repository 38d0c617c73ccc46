import { describe, expect, it } from 'vitest';
import { k1, k2, k3 } from './kl-estimators.ts';

describe('the estimators on single tokens', () => {
  const logprobs = [-1, -2, -0.5];
  const reference = [-1.2, -1.5, -0.5];

  it.each([
    { estimator: k1, expected: [0.2, -0.5, 0] },
    { estimator: k2, expected: [0.02, 0.125, 0] },
    { estimator: k3, expected: [0.018730753, 0.148721271, 0] },
  ])('$estimator.name', ({ estimator, expected }) => {
    logprobs.forEach((logprob, token) => {
      expect(estimator(logprob, reference[token] ?? NaN)).toBeCloseTo(expected[token] ?? NaN, 9);
    });
  });
});

describe('the estimators in expectation over a categorical policy', () => {
  const policy = [0.7, 0.3];
  const expectation = (estimator: typeof k1) =>
    policy.reduce((sum, p) => sum + p * estimator(Math.log(p), Math.log(0.5)), 0);

  it.each([
    { estimator: k1, expected: 0.082282879 },
    { estimator: k2, expected: 0.078766171 },
    { estimator: k3, expected: 0.082282879 },
  ])('$estimator.name', ({ estimator, expected }) => {
    expect(expectation(estimator)).toBeCloseTo(expected, 9);
  });
});

describe('the estimators on unit Gaussians, q = N(0, 1) against p = N(μ, 1), where KL = μ²/2', () => {
  /** Mean and standard deviation of an estimator under q, by the trapezium rule. */
  function moments(estimator: typeof k1, shift: number) {
    let [mean, square] = [0, 0];
    const step = 1e-3;
    for (let x = -12; x <= 12; x += step) {
      const weight = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * step;
      const value = estimator(0, x * shift - shift ** 2 / 2);
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
