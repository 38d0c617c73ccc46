import type { LossInputs, LossValue } from '@waltz/core';
import { tokenWeights, type Aggregation } from './aggregate.ts';
import { clippedSurrogate } from './clipped-surrogate.ts';
import { klLoss, type KlOptions } from './kl-penalty.ts';
import { meanOf } from './moments.ts';
import { tokenEntry } from './token-entry.ts';

export interface PolicyLossOptions {
  /** ε of eq. 4. */
  readonly clip: number;
  readonly aggregation: Aggregation;
  readonly kl: KlOptions;
}

/**
 * Σ w·(−min(s·Ã, clip(s, 1 − ε, 1 + ε)·Ã) + β·k) over all tokens, with the ratio s of each token by itself: −J of
 * eq. 4, and GRPO's loss when k is in it (arXiv 2402.03300, eq. 3). The aggregation gives the weights w.
 * Metrics: `clip-fraction`, the share of tokens whose ratio was clipped; `ratio-mean`.
 * Throws when a token lacks one of the values that the loss is a function of.
 */
export function policyLoss(inputs: LossInputs, options: PolicyLossOptions): LossValue {
  const { klCoefficient, logprobs, oldLogprobs, referenceLogprobs, advantages } = inputs;
  const weights = tokenWeights(
    logprobs.map(({ length }) => length),
    options.aggregation,
  );
  let value = 0;
  const ratios: number[] = [];
  let clipped = 0;
  const derivatives = logprobs.map((sample, row) => {
    const weight = weights[row] ?? 0;
    return sample.map((logprob, column) => {
      const surrogate = clippedSurrogate(
        logprob,
        tokenEntry(oldLogprobs, row, column, 'oldLogprobs'),
        tokenEntry(advantages, row, column, 'advantages'),
        options.clip,
      );
      const reference = tokenEntry(referenceLogprobs, row, column, 'referenceLogprobs');
      const penalty = klLoss(logprob, reference, klCoefficient, options.kl);
      value += weight * (surrogate.value + penalty.value);
      ratios.push(surrogate.ratio);
      if (surrogate.clipped) clipped += 1;
      return weight * (surrogate.derivative + penalty.derivative);
    });
  });
  return {
    value,
    derivatives,
    metrics: {
      'clip-fraction': clipped / Math.max(ratios.length, 1),
      'ratio-mean': meanOf(ratios),
    },
  };
}
