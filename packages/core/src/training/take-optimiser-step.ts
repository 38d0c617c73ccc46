import type { OptimiserConfig } from '../config/experiment-config.ts';
import type { DifferentiatedSequence, Engine } from '../contracts/engine.ts';
import { allTokens } from '../statistics/all-tokens.ts';
import { adamAt } from './learning-rate.ts';
import { requireFinite } from './training-failure.ts';

/** Weights that learn, and how. */
export interface TrainedPolicy {
  /** The weights' name in metrics and failures. */
  readonly name: string;
  readonly engine: Engine;
  readonly optimiser: OptimiserConfig;
  /** Steps of the stage, for the learning rate's schedule. */
  readonly steps: number;
}

/**
 * Takes the optimiser step number `step` (counted from 1) with the gradient of `sequences`; gives the `[sequence][token]`
 * log-probabilities before it, and the gradient's global L2 norm before clipping.
 * Throws a `TrainingFailure` that carries `batch` when the norm is not finite.
 */
export async function takeOptimiserStep(
  { name, engine, optimiser, steps }: TrainedPolicy,
  step: number,
  sequences: readonly DifferentiatedSequence[],
  batch: unknown,
): Promise<{ readonly logprobs: readonly (readonly number[])[]; readonly gradientNorm: number }> {
  const logprobs = await engine.forwardBackward(sequences);
  requireFinite(name, 'log-probability', allTokens(logprobs), batch);
  const { gradientNorm } = await engine.optimStep(adamAt(optimiser, step, steps));
  requireFinite(name, 'gradient norm', [gradientNorm], batch);
  return { logprobs, gradientNorm };
}
