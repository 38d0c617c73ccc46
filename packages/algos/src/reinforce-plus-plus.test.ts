import type { PolicySample } from '@waltz/core';
import { describe, expect, it } from 'vitest';
import type { Aggregation } from './aggregate.ts';
import { ReinforcePlusPlus } from './reinforce-plus-plus.ts';

const algorithm = (aggregation: Aggregation = 'sequence-mean') =>
  new ReinforcePlusPlus({ clip: 0.2, varianceFloor: 1e-8, aggregation });

/** A sample of which the reference says, token by token, `divergences` less than the policy. */
function sampleWith(reward: number, divergences: readonly number[]): PolicySample {
  return {
    episode: 0,
    agent: 'feedback',
    round: 0,
    context: [],
    completion: divergences.map((_, token) => token),
    oldLogprobs: divergences.map(() => -1),
    referenceLogprobs: divergences.map((divergence) => -1 - divergence),
    reward,
  };
}

/** The example of known-values.py: β = .01, two samples of three and two tokens. */
const samples = [sampleWith(1, [0.2, -0.5, 0]), sampleWith(0.1, [0.1, 0.3])];

function expectClose(
  values: readonly (readonly number[])[],
  expected: readonly (readonly number[])[],
) {
  expect(values.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
  values.flat().forEach((value, index) => {
    expect(value).toBeCloseTo(expected.flat()[index] ?? NaN, 9);
  });
}

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

  it('do not depend on the reference at β = 0', () => {
    const { values } = algorithm().advantages(samples, 0);
    const expected = Math.sqrt(2 / 3);
    expectClose(values, [Array(3).fill(expected), Array(2).fill(-1.5 * expected)]);
  });

  it('of a batch whose rewards are all alike are noise of KL at unit scale, as the paper has it', () => {
    const { values, metrics } = algorithm().advantages(
      [sampleWith(0.1, [0.3]), sampleWith(0.1, [-0.3])],
      0.01,
    );
    expectClose(values, [[-1], [1]]);
    expect(metrics['advantage-spread']).toBeCloseTo(0.003, 12);
  });

  it('of no samples are none', () => {
    expect(algorithm().advantages([], 0.01).values).toEqual([]);
  });

  it('refuse a sample whose reference is shorter than it', () => {
    const short = { ...sampleWith(1, [0, 0]), referenceLogprobs: [-1] };
    expect(() => algorithm().advantages([short], 0.01)).toThrow(
      'referenceLogprobs has no entry for token 1 of sample 0',
    );
  });
});

describe('the loss', () => {
  const advantages = algorithm().advantages(samples, 0.01).values;
  const onPolicy = {
    logprobs: samples.map(({ oldLogprobs }) => oldLogprobs),
    oldLogprobs: samples.map(({ oldLogprobs }) => oldLogprobs),
    referenceLogprobs: samples.map(({ referenceLogprobs }) => referenceLogprobs),
    advantages,
  };

  it.each([
    { aggregation: 'sequence-mean', expected: 0.204122781 },
    { aggregation: 'token-mean', expected: 0 },
  ] as const)('with $aggregation is $expected on policy', ({ aggregation, expected }) => {
    const { value, metrics } = algorithm(aggregation).loss(onPolicy);
    expect(value).toBeCloseTo(expected, 9);
    expect(metrics).toEqual({ 'clip-fraction': 0, 'ratio-mean': 1 });
  });

  it.each(['sequence-mean', 'token-mean'] as const)('with %s has its own slopes', (aggregation) => {
    const off = onPolicy.logprobs.map((sample, row) =>
      sample.map((logprob, column) => logprob + 0.07 * (row + 1) - 0.13 * column),
    );
    const valueAt = (logprobs: readonly (readonly number[])[]) =>
      algorithm(aggregation).loss({ ...onPolicy, logprobs }).value;
    const step = 1e-6;
    const slopes = off.map((sample, row) =>
      sample.map((_, column) => {
        const [above, below] = [step, -step].map((by) =>
          valueAt(off.map((s, r) => s.map((v, c) => (r === row && c === column ? v + by : v)))),
        );
        return ((above ?? NaN) - (below ?? NaN)) / (2 * step);
      }),
    );
    const { derivatives } = algorithm(aggregation).loss({ ...onPolicy, logprobs: off });
    derivatives.flat().forEach((derivative, index) => {
      expect(derivative).toBeCloseTo(slopes.flat()[index] ?? NaN, 7);
    });
  });

  it('tells the share of clipped tokens and the mean ratio', () => {
    const { metrics } = algorithm().loss({
      logprobs: [
        [Math.log(1.5), 0],
        [0, Math.log(0.5)],
      ],
      oldLogprobs: [
        [0, 0],
        [0, 0],
      ],
      referenceLogprobs: [
        [0, 0],
        [0, 0],
      ],
      advantages: [
        [1, 1],
        [1, 1],
      ],
    });
    expect(metrics['clip-fraction']).toBe(0.25);
    expect(metrics['ratio-mean']).toBeCloseTo(1, 12);
  });

  it('of nothing is 0', () => {
    expect(
      algorithm().loss({ logprobs: [], oldLogprobs: [], referenceLogprobs: [], advantages: [] }),
    ).toEqual({ value: 0, derivatives: [], metrics: { 'clip-fraction': 0, 'ratio-mean': 0 } });
  });

  it('refuses arrays of different shapes', () => {
    expect(() => algorithm().loss({ ...onPolicy, advantages: [[1]] })).toThrow(
      'advantages has no entry for token 1 of sample 0',
    );
  });
});
