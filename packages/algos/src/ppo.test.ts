import type { PolicySample } from '@waltz/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ppo, type PpoOptions } from './ppo.ts';
import { ReinforcePlusPlus } from './reinforce-plus-plus.ts';
import { expectClose } from './testing/expect-close.ts';
import { makeSample } from './testing/make-sample.ts';

const OPTIONS: PpoOptions = {
  clip: 0.2,
  valueClip: 0.2,
  discount: 1,
  lambda: 0.95,
  varianceFloor: 1e-8,
  aggregation: 'token-mean',
  kl: { estimator: 'k1', place: 'reward' },
};
const ppo = (options: Partial<PpoOptions> = {}) => new Ppo({ ...OPTIONS, ...options });
const valued = (reward: number, divergences: readonly number[], values: readonly number[]) => ({
  ...makeSample(reward, divergences),
  values,
});

describe('PPO', () => {
  it('earns the reward with the last token, and has the returns of section 9', () => {
    const { values, returns, metrics } = ppo().advantages(
      [valued(1, [0, 0, 0], [0.5, 0.6, 0.7])],
      0,
    );
    expectClose(returns ?? [], [[0.96575, 0.985, 1]], 12);
    const mean = (0.46575 + 0.385 + 0.3) / 3;
    expect(metrics['advantage-mean']).toBeCloseTo(mean, 12);
    const spread = metrics['advantage-spread'] ?? NaN;
    const raw = [0.46575, 0.385, 0.3];
    expectClose(values, [raw.map((advantage) => (advantage - mean) / spread)], 9);
  });

  it('pays for KL with the token that diverges, as returns tell', () => {
    const { returns } = ppo({ lambda: 1 }).advantages([valued(1, [0.2, -0.5], [0, 0])], 0.1);
    expectClose(returns ?? [], [[1 - 0.02 + 0.05, 1 + 0.05]], 12);
  });

  it('tells nothing of explained variance where all returns are alike', () => {
    const known = ppo({ lambda: 1 }).advantages([valued(1, [0, 0], [0.1, 0.2])], 0);
    expect(known.metrics).not.toHaveProperty('explained-variance');
    const two = [valued(1, [0], [0.9]), valued(0, [0], [0.1])];
    expect(ppo().advantages(two, 0).metrics['explained-variance']).toBeCloseTo(1 - 0.04, 12);
  });

  it('is REINFORCE++ with a critic that knows nothing, at γ = λ = 1', () => {
    const divergence = fc.double({ min: -1, max: 1, noNaN: true });
    const anySample = fc
      .tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.array(divergence, { maxLength: 5 }))
      .map(([reward, divergences]): PolicySample => ({
        ...makeSample(reward, divergences),
        values: divergences.map(() => 0),
      }));
    fc.assert(
      fc.property(fc.array(anySample, { maxLength: 6 }), (samples) => {
        const { varianceFloor, clip, aggregation, kl } = OPTIONS;
        const plain = new ReinforcePlusPlus({ varianceFloor, clip, aggregation, kl });
        expectClose(
          ppo({ lambda: 1 }).advantages(samples, 0.05).values,
          plain.advantages(samples, 0.05).values,
          6,
        );
      }),
    );
  });

  it('says what to do about a sample without values', () => {
    expect(() => ppo().advantages([makeSample(1, [0])], 0)).toThrow(
      'PPO needs the values of a critic; the experiment has none: set critic: { type: separate } or { type: shared }',
    );
  });
});
