import { describe, expect, it } from 'vitest';
import { Grpo, type GrpoOptions } from './grpo.ts';
import { expectClose } from './testing/expect-close.ts';
import { makeSample, onPolicy } from './testing/make-sample.ts';

const algorithm = (changes: Partial<GrpoOptions> = {}) =>
  new Grpo({
    clip: 0.2,
    scale: 'sample-std',
    epsilon: 1e-4,
    aggregation: 'sequence-mean',
    kl: { estimator: 'k3', place: 'loss' },
    ...changes,
  });

/** One prompt, four answers, of which the first has a second token. */
const samples = [
  makeSample(1, [0.2, -0.5]),
  makeSample(0, [0.2]),
  makeSample(0, [-0.5]),
  makeSample(1, [0]),
];
const SCORE = 0.86587543;

describe('the advantages of GRPO', () => {
  it('are standard scores of the group, alike for all tokens of an answer', () => {
    const { values, metrics } = algorithm().advantages(samples, 0.01);
    expectClose(values, [[SCORE, SCORE], [-SCORE], [-SCORE], [SCORE]], 8);
    expect(metrics['advantage-spread']).toBeCloseTo(0.5, 12);
  });

  it('have the KL of the answer in its reward where it is asked for', () => {
    const kl = { estimator: 'k1', place: 'reward' } as const;
    const { values } = algorithm({ scale: 'none', kl }).advantages(
      [makeSample(1, [0.2, -0.5]), makeSample(0, [0.1])],
      0.1,
    );
    // Rewards 1.03 and −.01, .52 on either side of their mean.
    expectClose(values, [[0.52, 0.52], [-0.52]]);
  });

  it('compare answers to one prompt alone', () => {
    const prompts = [[1, 0.9], [0, 0.1], [0.5]].flatMap((rewards, group) =>
      rewards.map((reward) => makeSample(reward, [0], group)),
    );
    const { values } = algorithm({ scale: 'population-std', epsilon: 1e-9 }).advantages(prompts, 0);
    expectClose(values, [[1], [-1], [-1], [1], [0]], 6);
  });
});

describe('the loss of GRPO', () => {
  const { values } = algorithm().advantages(samples, 0);
  const penalties = { 0.2: 0.018730753, '-0.5': 0.148721271 };

  it.each([
    {
      name: 'the mean of answers (GRPO)',
      aggregation: 'sequence-mean',
      surrogate: 0,
      penalty:
        ((penalties['0.2'] + penalties['-0.5']) / 2 + penalties['0.2'] + penalties['-0.5']) / 4,
    },
    {
      name: 'the mean of tokens (DAPO)',
      aggregation: 'token-mean',
      surrogate: -SCORE / 5,
      penalty: (2 * (penalties['0.2'] + penalties['-0.5'])) / 5,
    },
    {
      name: 'the sum over a constant length (Dr. GRPO)',
      aggregation: { constantLength: 10 },
      surrogate: -SCORE / 40,
      penalty: (2 * (penalties['0.2'] + penalties['-0.5'])) / 40,
    },
  ] as const)('is $name, with β·k3 in it', ({ aggregation, surrogate, penalty }) => {
    const { value } = algorithm({ aggregation }).loss(onPolicy(samples, values, 0.3));
    expect(value).toBeCloseTo(surrogate + 0.3 * penalty, 8);
  });
});
