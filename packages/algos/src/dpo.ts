import type { PreferenceLoss } from '@waltz/core';
import { marginLoss } from './preference-margins.ts';

export interface DpoOptions {
  /** β: how dear it is to leave the reference. */
  readonly beta: number;
  /** ε: the share of preferences that are taken to be the wrong way round. */
  readonly smoothing: number;
}

/**
 * Direct Preference Optimisation (arXiv 2305.18290, eq. 7): −(1 − ε) log σ(βh) − ε log σ(−βh), with the margin h of
 * `marginLoss`; ε > 0 is conservative DPO.
 */
export function dpo({ beta, smoothing }: DpoOptions): PreferenceLoss {
  return {
    loss: (inputs) =>
      marginLoss(inputs, (margin) => {
        const z = beta * margin;
        return {
          value: (1 - smoothing) * softplus(-z) + smoothing * softplus(z),
          derivative: beta * (sigmoid(z) - (1 - smoothing)),
        };
      }),
  };
}

/** −log σ(−x) = log(1 + eˣ), without overflow. */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

function sigmoid(x: number): number {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
}
