import type { Engine } from '@waltz/core';
import { tokenAt, type SamplingWork, type TrainingWork } from './model-size.ts';

/** As peers/pytorch.py has it. */
const ADAM = { learningRate: 1e-4, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, maxGradientNorm: 1 };

/** One update on `batch` sequences of `length` tokens; gives the mean loss before it, in nats. */
export async function train(
  engine: Engine,
  { batch, length }: TrainingWork,
  vocabulary: number,
): Promise<number> {
  const sequences = Array.from({ length: batch }, (_, row) => ({
    context: [tokenAt(row, 0, vocabulary)],
    completion: Array.from({ length }, (_, token) => tokenAt(row, token + 1, vocabulary)),
    derivatives: Array<number>(length).fill(-1 / (batch * length)),
  }));
  const logprobs = await engine.forwardBackward(sequences);
  await engine.optimStep(ADAM);
  return -logprobs.flat().reduce((sum, logprob) => sum + logprob, 0) / (batch * length);
}

/** Continues prompts to their full length at temperature 1, with the log-probability of each token. */
export async function sample(
  engine: Engine,
  { prompts, context, completion }: SamplingWork,
  vocabulary: number,
): Promise<void> {
  const requests = Array.from({ length: prompts }, (_, seed) => ({
    context: Array.from({ length: context }, (_, position) => tokenAt(seed, position, vocabulary)),
    seed,
  }));
  await engine.sample(requests, { temperature: 1, maxNewTokens: completion });
}

/** A step of reinforcement learning without its reward: sample, then one update on all that was read. */
export async function learn(engine: Engine, work: SamplingWork, vocabulary: number): Promise<void> {
  await sample(engine, work, vocabulary);
  await train(engine, { batch: work.prompts, length: work.context + work.completion }, vocabulary);
}
