import type { PreferenceLoss } from '@waltz/core';
import { marginLoss } from './preference-margins.ts';

/**
 * Identity Preference Optimisation (arXiv 2310.12036, eq. 17): (h − 1/(2β))² with the margin h of `marginLoss`. Where DPO
 * drives margins ever further, this asks for one of 1/(2β).
 * @param beta how dear it is to leave the reference: β here, τ in the paper.
 */
export function ipo({ beta }: { readonly beta: number }): PreferenceLoss {
  const wanted = 1 / (2 * beta);
  return {
    loss: (inputs) =>
      marginLoss(inputs, (margin) => ({
        value: (margin - wanted) ** 2,
        derivative: 2 * (margin - wanted),
      })),
  };
}
