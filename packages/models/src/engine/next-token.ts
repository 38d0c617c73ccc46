import type { RandomStream } from '@waltz/core';

export interface ChosenToken {
  readonly token: number;
  /** At temperature 1, in nats. */
  readonly logprob: number;
}

/**
 * Draws from softmax(logits / temperature) by inverting its cumulative distribution with one uniform number;
 * temperature 0 takes the first of the likeliest tokens and draws nothing. All sums are in float64.
 * Throws when a logit is not a number.
 */
export function chooseToken(
  logits: Float32Array,
  temperature: number,
  random: RandomStream,
): ChosenToken {
  let best = 0;
  for (let token = 1; token < logits.length; token++) {
    if (at(logits, token) > at(logits, best)) best = token;
  }
  const top = at(logits, best);
  const normaliser = Math.log(exponentialSum(logits, top, 1));
  if (!Number.isFinite(normaliser)) {
    throw new Error('the model gives logits that are not finite; its weights have diverged');
  }
  const token = temperature === 0 ? best : draw(logits, top, temperature, random.uniform());
  return { token, logprob: at(logits, token) - top - normaliser };
}

function draw(logits: Float32Array, top: number, temperature: number, uniform: number): number {
  const threshold = uniform * exponentialSum(logits, top, temperature);
  let cumulative = 0;
  let token = -1;
  // The same sum in the same order ends above the threshold, as uniform < 1.
  while (cumulative <= threshold && token < logits.length - 1) {
    token += 1;
    cumulative += Math.exp((at(logits, token) - top) / temperature);
  }
  return token;
}

function exponentialSum(logits: Float32Array, top: number, temperature: number): number {
  let sum = 0;
  for (const logit of logits) sum += Math.exp((logit - top) / temperature);
  return sum;
}

function at(logits: Float32Array, token: number): number {
  return logits[token] ?? NaN;
}
