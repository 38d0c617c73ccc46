import { fraction, positive } from '@waltz/core';
import type { KlOptions } from './kl-penalty.ts';

/** The clip of every algorithm with a ratio. */
export const CLIP = {
  doc: 'ε: ratios are clipped to [1 − ε, 1 + ε].',
  format: fraction,
  default: 0.2,
};

/** The floor of every algorithm that normalises advantages. */
export const VARIANCE_FLOOR = {
  doc: 'Variance of advantages below which normalisation no longer scales them up.',
  format: positive,
  default: 1e-8,
};

/** How the losses of tokens add up, for algorithms that have no length of their own. */
export function aggregation(initial: 'sequence-mean' | 'token-mean') {
  return {
    doc: 'How tokens add up: sequence-mean (the paper), where every sample counts the same, or token-mean.',
    format: ['sequence-mean', 'token-mean'],
    default: initial,
  };
}

/** Which estimator of KL to the reference is used; the stage's klCoefficient weighs it. */
export function klEstimator(initial: KlOptions['estimator']) {
  return {
    doc: 'Of KL to the reference: k1 = d, k2 = d²/2, k3 = e^(−d) − 1 + d, with d = log π − log π_ref.',
    format: ['k1', 'k2', 'k3'],
    default: initial,
  };
}

/** How KL to the reference is held down. */
export function klOptions(initial: KlOptions) {
  return {
    estimator: klEstimator(initial.estimator),
    place: {
      doc: 'Where the penalty is: in the reward, and so in the advantage, or in the loss.',
      format: ['reward', 'loss'],
      default: initial.place,
    },
  };
}
