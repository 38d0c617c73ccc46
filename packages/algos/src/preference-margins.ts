import type { PairedTokens, PreferenceLossInputs, PreferenceLossValue } from '@waltz/core';
import { meanOf, sumOf } from './moments.ts';

/** What a pair adds to a loss, as a function of its margin, and its derivative. */
export type MarginLoss = (margin: number) => {
  readonly value: number;
  readonly derivative: number;
};

/**
 * The mean over pairs of a loss of the margin h = Σ (log π(y_w) − log π_ref(y_w)) − Σ (log π(y_l) − log π_ref(y_l)) over
 * the tokens of the chosen and the rejected completion: how much further than the reference the policy tells them
 * apart. Each token's log-probability moves h by 1, up or down.
 * Metrics: `preference-margin`, the mean of h; `preference-accuracy`, the share of pairs with h > 0.
 */
export function marginLoss(
  { logprobs, referenceLogprobs }: PreferenceLossInputs,
  lossOf: MarginLoss,
): PreferenceLossValue {
  const margins = logprobs.chosen.map(
    (_, pair) =>
      gain(logprobs, referenceLogprobs, pair, 'chosen') -
      gain(logprobs, referenceLogprobs, pair, 'rejected'),
  );
  const losses = margins.map(lossOf);
  const slopes = losses.map(({ derivative }) => derivative / losses.length);
  const spread = (side: keyof PairedTokens, sign: number) =>
    logprobs[side].map((tokens, pair) => tokens.map(() => sign * (slopes[pair] ?? 0)));
  return {
    value: meanOf(losses.map(({ value }) => value)),
    derivatives: { chosen: spread('chosen', 1), rejected: spread('rejected', -1) },
    metrics: {
      'preference-margin': meanOf(margins),
      'preference-accuracy': meanOf(margins.map((margin) => Number(margin > 0))),
    },
  };
}

/** Σ log π − log π_ref over the tokens of one completion. */
function gain(
  logprobs: PairedTokens,
  referenceLogprobs: PairedTokens,
  pair: number,
  side: keyof PairedTokens,
): number {
  const [own, reference] = [logprobs[side][pair] ?? [], referenceLogprobs[side][pair] ?? []];
  if (own.length !== reference.length) {
    throw new Error(
      `the ${side} completion of pair ${pair} has ${own.length} tokens and ${reference.length} reference log-probabilities`,
    );
  }
  return sumOf(own) - sumOf(reference);
}
