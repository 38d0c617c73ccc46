import { expect, it } from 'vitest';
import type { PreferencePair } from '../contracts/preference-loss.ts';
import { BigramEngine } from '../testing/bigram-engine.ts';
import { tinyPreferenceLoss } from '../testing/tiny-learning.ts';
import { updatePreferences } from './update-preferences.ts';

const PAIRS: readonly PreferencePair[] = [
  { episode: 0, context: [1], chosen: [2, 0], rejected: [3, 2, 0] },
  { episode: 1, context: [2], chosen: [0], rejected: [1, 0] },
];

it('makes the chosen more and the rejected less likely than they are to the reference', async () => {
  const engine = new BigramEngine(4, 0, Array<number>(16).fill(0));
  const reference = await engine.fork();
  const optimiser = {
    learningRate: 0.1,
    beta1: 0.9,
    beta2: 0.95,
    epsilon: 1e-8,
    maxGradientNorm: 0,
    warmupSteps: 0,
    schedule: 'constant',
  } as const;
  const policy = { name: 'conversation', engine, optimiser, steps: 1 };
  const first = await updatePreferences(policy, 1, reference, tinyPreferenceLoss, PAIRS);
  // Policy and reference are one at first: no margin, and the hinge is at 3.
  expect(first.loss.value).toBeCloseTo(3, 12);
  expect(first.gradientNorm).toBeGreaterThan(0);
  const second = await updatePreferences(policy, 1, reference, tinyPreferenceLoss, PAIRS);
  expect(second.loss.metrics['preference-margin']).toBeGreaterThan(0.1);

  const likelihood = async (side: 'chosen' | 'rejected') => {
    const sequences = PAIRS.map((pair) => ({ context: pair.context, completion: pair[side] }));
    const [after, before] = await Promise.all(
      [engine, reference].map((model) => model.logprobs(sequences)),
    );
    const sum = (values: readonly (readonly number[])[] = []) =>
      values.flat().reduce((total, value) => total + value, 0);
    return sum(after) - sum(before);
  };
  expect(await likelihood('chosen')).toBeGreaterThan(0);
  expect(await likelihood('rejected')).toBeLessThan(0);
});
