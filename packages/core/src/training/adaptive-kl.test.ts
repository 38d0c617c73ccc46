import { describe, expect, it } from 'vitest';
import type { PolicySample } from '../contracts/algorithm.ts';
import { tinyConfig } from '../testing/tiny-experiment.ts';
import { adaptCoefficients, adaptedCoefficient } from './adaptive-kl.ts';

const adaptiveKl = { target: 2, horizon: 100 };

describe('the coefficient after a batch', () => {
  it.each([
    { name: 'stays at the target', kl: 2, samples: 50, expected: 0.1 },
    { name: 'rises by the error, weighed by samples', kl: 2.2, samples: 50, expected: 0.105 },
    { name: 'rises by a fifth at most over the horizon', kl: 20, samples: 100, expected: 0.12 },
    { name: 'falls by a fifth at most over the horizon', kl: 0, samples: 100, expected: 0.08 },
    { name: 'falls where KL is estimated below 0', kl: -5, samples: 50, expected: 0.09 },
    { name: 'counts no batch for more than the horizon', kl: 0, samples: 900, expected: 0.08 },
  ])('$name', ({ kl, samples, expected }) => {
    expect(adaptedCoefficient(0.1, kl, samples, adaptiveKl)).toBeCloseTo(expected, 12);
  });
});

describe('the coefficients of the next step', () => {
  const stage = tinyConfig.stages['stage-2'];
  if (stage?.type !== 'reinforcement') throw new Error('the tiny experiment has no stage-2');
  const agents = {
    conversation: { ...stage.agents.conversation, klCoefficient: 0.1, adaptiveKl },
    feedback: stage.agents.feedback,
  };
  const sample = (divergences: readonly number[]): PolicySample => ({
    episode: 0,
    group: 0,
    agent: 'conversation',
    round: 0,
    context: [0],
    completion: divergences.map(() => 0),
    oldLogprobs: divergences.map(() => -1),
    referenceLogprobs: divergences.map((divergence) => -1 - divergence),
    reward: 0,
  });

  it('come from KL summed over a sample, its mean over samples, of adaptive agents alone', () => {
    const samples = [sample([1, 1.4]), sample([2])];
    const updates = [
      { agent: 'conversation', samples },
      { agent: 'feedback', samples },
    ] as const;
    const next = adaptCoefficients({}, agents, updates);
    // KL is (2.4 + 2) / 2 = 2.2, a tenth above the target, and two samples of a hundred.
    expect(Object.keys(next)).toEqual(['conversation']);
    expect(next.conversation).toBeCloseTo(0.1 * (1 + 0.1 * 0.02), 12);
    expect(adaptCoefficients(next, agents, [])).toEqual(next);
    // The step after that goes on from there, and not from what the stage began with.
    const further = adaptCoefficients({ conversation: 0.4 }, agents, updates);
    expect(further.conversation).toBeCloseTo(0.4 * (1 + 0.1 * 0.02), 12);
  });
});
