import { describe, expect, it } from 'vitest';
import type { Aggregation } from './aggregate.ts';
import type { KlOptions } from './kl-penalty.ts';
import { ReinforcePlusPlus, type Baseline } from './reinforce-plus-plus.ts';
import { expectClose } from './testing/expect-close.ts';
import { makeSample, onPolicy } from './testing/make-sample.ts';

const algorithm = (
  aggregation: Aggregation = 'sequence-mean',
  baseline: Baseline = 'none',
  place: KlOptions['place'] = 'reward',
) =>
  new ReinforcePlusPlus(
    { clip: 0.2, varianceFloor: 1e-8, aggregation, kl: { estimator: 'k1', place } },
    baseline,
  );

/** The example of known-values.py: β = .01, two samples of three and two tokens. */
const samples = [makeSample(1, [0.2, -0.5, 0]), makeSample(0.1, [0.1, 0.3])];

describe('advantages', () => {
  it('are the reward less the KL to come, normalised over all tokens of the batch', () => {
    const { values, metrics } = algorithm().advantages(samples, 0.01);
    expectClose(values, [
      [0.8172419913639806, 0.8217471842601437, 0.8104842020197363],
      [-1.2258629870459712, -1.2236103905978897],
    ]);
    expect(metrics['advantage-mean']).toBeCloseTo(0.6402, 12);
    expect(metrics['advantage-spread']).toBeCloseTo(0.443932157, 9);
  });

  it.each([
    { name: 'at β = 0', place: 'reward', klCoefficient: 0 },
    { name: 'while KL is in the loss', place: 'loss', klCoefficient: 0.01 },
  ] as const)('do not depend on the reference $name', ({ place, klCoefficient }) => {
    const { values } = algorithm('sequence-mean', 'none', place).advantages(samples, klCoefficient);
    const expected = Math.sqrt(2 / 3);
    expectClose(values, [Array(3).fill(expected), Array(2).fill(-1.5 * expected)]);
  });

  it('of a batch whose rewards are all alike are noise of KL at unit scale, as the paper has it', () => {
    const { values, metrics } = algorithm().advantages(
      [makeSample(0.1, [0.3]), makeSample(0.1, [-0.3])],
      0.01,
    );
    expectClose(values, [[-1], [1]]);
    expect(metrics['advantage-spread']).toBeCloseTo(0.003, 12);
  });

  it('of no samples are none', () => {
    expect(algorithm().advantages([], 0.01).values).toEqual([]);
  });

  it('refuse a sample whose reference is shorter than it', () => {
    const short = { ...makeSample(1, [0, 0]), referenceLogprobs: [-1] };
    expect(() => algorithm().advantages([short], 0.01)).toThrow(
      'referenceLogprobs has no entry for token 1 of sample 0',
    );
  });
});

describe('advantages above the mean of the group', () => {
  const advantagesOf = (rewards: readonly (readonly number[])[], klCoefficient = 0) => {
    const grouped = rewards.flatMap((group, index) =>
      group.map((reward) => makeSample(reward, [0.2], index)),
    );
    return algorithm('sequence-mean', 'group-mean').advantages(grouped, klCoefficient);
  };

  it('of known-values.py are ±.5 before normalisation and ±1 after it', () => {
    const { values, metrics } = advantagesOf([[1, 0, 0, 1]]);
    expect(metrics['advantage-spread']).toBeCloseTo(0.5, 12);
    expectClose(values, [[1], [-1], [-1], [1]]);
  });

  it('do not see that one prompt earns more than another, but that one is more uncertain', () => {
    // Distances ±.5 and ±.1, of which the mean square is .13.
    const { values } = advantagesOf([
      [1, 0],
      [0.9, 0.7],
    ]);
    const spread = Math.sqrt(0.13);
    expectClose(values, [[0.5 / spread], [-0.5 / spread], [0.1 / spread], [-0.1 / spread]]);
  });

  it('have the KL penalty after the comparison: what all tokens share is normalised away', () => {
    expectClose(advantagesOf([[1, 0]], 0.01).values, [[1], [-1]]);
  });
});

describe('the loss', () => {
  const inputs = onPolicy(samples, algorithm().advantages(samples, 0.01).values, 0.01);

  it.each([
    { aggregation: 'sequence-mean', expected: 0.204122781 },
    { aggregation: 'token-mean', expected: 0 },
  ] as const)('with $aggregation is $expected on policy', ({ aggregation, expected }) => {
    const { value, metrics } = algorithm(aggregation).loss(inputs);
    expect(value).toBeCloseTo(expected, 9);
    expect(metrics).toEqual({ 'clip-fraction': 0, 'ratio-mean': 1 });
  });

  it('has β·k in it when KL is in the loss, aggregated as the rest', () => {
    const { value } = algorithm('sequence-mean', 'none', 'loss').loss(inputs);
    const penalty = ((0.2 - 0.5 + 0) / 3 + (0.1 + 0.3) / 2) / 2;
    expect(value).toBeCloseTo(0.204122781 + 0.01 * penalty, 9);
  });

  it('tells the share of clipped tokens and the mean ratio', () => {
    const nothing = [
      [0, 0],
      [0, 0],
    ];
    const { metrics } = algorithm().loss({
      klCoefficient: 0,
      logprobs: [
        [Math.log(1.5), 0],
        [0, Math.log(0.9)],
      ],
      oldLogprobs: nothing,
      referenceLogprobs: nothing,
      advantages: [
        [1, 1],
        [1, 1],
      ],
    });
    expect(metrics['clip-fraction']).toBe(0.25);
    expect(metrics['ratio-mean']).toBeCloseTo(1.1, 12);
  });

  it('of nothing is 0', () => {
    expect(algorithm().loss(onPolicy([], []))).toEqual({
      value: 0,
      derivatives: [],
      metrics: { 'clip-fraction': 0, 'ratio-mean': 0 },
    });
  });

  it('refuses arrays of different shapes', () => {
    expect(() => algorithm().loss({ ...inputs, advantages: [[1]] })).toThrow(
      'advantages has no entry for token 1 of sample 0',
    );
  });
});
