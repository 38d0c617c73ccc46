import { describe, expect, it } from 'vitest';
import type { OptimiserConfig } from '../config/experiment-config.ts';
import { learningRateAt } from './learning-rate.ts';

const ratesOf = (schedule: OptimiserConfig['schedule'], warmupSteps: number, steps: number) =>
  Array.from({ length: steps }, (_, index) =>
    learningRateAt(
      {
        learningRate: 1,
        beta1: 0.9,
        beta2: 0.95,
        epsilon: 1e-8,
        maxGradientNorm: 1,
        warmupSteps,
        schedule,
      },
      index + 1,
      steps,
    ),
  );

describe('the learning rate', () => {
  it.each([
    ['constant', 0, [1, 1, 1, 1]],
    ['constant', 2, [0.5, 1, 1, 1]],
    ['constant', 8, [0.125, 0.25, 0.375, 0.5]],
    ['linear', 0, [1, 0.75, 0.5, 0.25]],
    ['linear', 2, [0.5, 1, 2 / 3, 1 / 3]],
  ] as const)('%s, after %i steps of warm-up', (schedule, warmupSteps, rates) => {
    ratesOf(schedule, warmupSteps, 4).forEach((rate, index) =>
      expect(rate).toBeCloseTo(rates[index] ?? Number.NaN, 12),
    );
  });
});
