import type { ModelSize } from '@waltz/core';
import { BACKWARD, forwardFlops } from '../../packages/report/src/cost/transformer-flops.ts';
import type { SamplingWork, TrainingWork } from './model-size.ts';

/** Floating-point operations of one update in which every token is learned. */
export function trainingFlops(size: ModelSize, { batch, length }: TrainingWork): number {
  const tokens = batch * length;
  const pairs = (tokens * (length + 1)) / 2;
  return (1 + BACKWARD) * forwardFlops(size, { read: tokens, projected: tokens, pairs });
}

/**
 * Floating-point operations of sampling with a cache: each token is read once, but the last one sampled; only positions
 * that a token is drawn at are projected to the vocabulary.
 */
export function samplingFlops(
  size: ModelSize,
  { prompts, context, completion }: SamplingWork,
): number {
  const read = context + completion - 1;
  return forwardFlops(size, {
    read: prompts * read,
    projected: prompts * completion,
    pairs: (prompts * read * (read + 1)) / 2,
  });
}
