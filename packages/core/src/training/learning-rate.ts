import type { OptimiserConfig } from '../config/experiment-config.ts';
import type { AdamParameters } from '../contracts/engine.ts';

/** Adam as `optimiser` has it at a step (counted from 1) of a stage of `steps` steps. */
export function adamAt(optimiser: OptimiserConfig, step: number, steps: number): AdamParameters {
  const { beta1, beta2, epsilon, maxGradientNorm } = optimiser;
  const learningRate = learningRateAt(optimiser, step, steps);
  return { learningRate, beta1, beta2, epsilon, maxGradientNorm };
}

/**
 * The learning rate of a step (counted from 1) of a stage of `steps` steps. It rises linearly from 0 and is full at
 * step `warmupSteps`; `linear` then falls so that it would be 0 at the step after the last. No step is taken at 0.
 */
export function learningRateAt(
  { learningRate, warmupSteps, schedule }: OptimiserConfig,
  step: number,
  steps: number,
): number {
  if (step < warmupSteps) return (learningRate * step) / warmupSteps;
  if (schedule === 'constant') return learningRate;
  const full = Math.max(1, warmupSteps);
  return (learningRate * (steps + 1 - step)) / (steps + 1 - full);
}
