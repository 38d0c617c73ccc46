import { describe, expect, it } from 'vitest';
import type { KlEstimatorName } from './kl-estimators.ts';
import { Rloo } from './rloo.ts';
import { expectClose } from './testing/expect-close.ts';
import { makeSample, onPolicy } from './testing/make-sample.ts';

const algorithm = (klEstimator: KlEstimatorName = 'k1') => new Rloo({ clip: 0.2, klEstimator });

describe('the advantages of RLOO', () => {
  it('are the reward above the mean of the others', () => {
    const samples = [1, 0, 0, 1].map((reward) => makeSample(reward, [0.2, 0.1]));
    const { values } = algorithm().advantages(samples, 0);
    expectClose(
      values,
      [1, -1, -1, 1].map((sign) => [(sign * 2) / 3, (sign * 2) / 3]),
    );
  });

  it.each([
    { klEstimator: 'k1', penalty: 0.2 - 0.5 },
    { klEstimator: 'k2', penalty: 0.02 + 0.125 },
    { klEstimator: 'k3', penalty: 0.018730753 + 0.148721271 },
  ] as const)(
    'have the $klEstimator of the whole answer in its reward',
    ({ klEstimator, penalty }) => {
      const samples = [makeSample(1, [0.2, -0.5]), makeSample(0, [0])];
      const { values } = algorithm(klEstimator).advantages(samples, 0.1);
      const above = 1 - 0.1 * penalty;
      expectClose(values, [[above, above], [-above]], 8);
    },
  );
});

describe('the loss of RLOO', () => {
  it('is minus the mean advantage of answers on policy, however long they are', () => {
    const samples = [makeSample(1, [0, 0, 0]), makeSample(0.4, [0])];
    const { value, derivatives } = algorithm().loss(onPolicy(samples, [[0.6, 0.6, 0.6], [-0.2]]));
    expect(value).toBeCloseTo(-0.2, 12);
    expectClose(derivatives, [[-0.3, -0.3, -0.3], [0.1]]);
  });

  it.each([
    { ratio: 1.3, advantage: 1, value: -1.2, clipped: 1 },
    { ratio: 0.7, advantage: 1, value: -0.7, clipped: 0 },
    { ratio: 0.7, advantage: -1, value: 0.8, clipped: 1 },
    { ratio: 1.3, advantage: -1, value: 1.3, clipped: 0 },
  ])('clips the ratio $ratio of a whole answer at advantage $advantage', (row) => {
    const half = Math.log(row.ratio) / 2;
    const { value, metrics } = algorithm().loss({
      ...onPolicy([makeSample(1, [0, 0])], [[row.advantage, row.advantage]]),
      logprobs: [[half - 1, half - 1]],
    });
    expect(value).toBeCloseTo(row.value, 12);
    expect(metrics['clip-fraction']).toBe(row.clipped);
    expect(metrics['ratio-mean']).toBeCloseTo(row.ratio, 12);
  });

  it('refuses arrays of different shapes', () => {
    const inputs = onPolicy([makeSample(1, [0, 0])], [[1, 1]]);
    expect(() => algorithm().loss({ ...inputs, oldLogprobs: [[-1]] })).toThrow(
      'oldLogprobs has no entry for token 1 of sample 0',
    );
    expect(() => algorithm().loss({ ...inputs, advantages: [] })).toThrow(
      'advantages has no entry for token 0 of sample 0',
    );
  });
});
