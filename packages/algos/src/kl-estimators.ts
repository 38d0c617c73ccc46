/** What one token says of KL(π ‖ π_ref), in nats. */
export interface KlEstimate {
  readonly value: number;
  /** Derivative with respect to log π(y). */
  readonly derivative: number;
}

/** Estimates KL(π ‖ π_ref) from one token y ~ π, by log π(y) and log π_ref(y). */
export type KlEstimator = (logprob: number, referenceLogprob: number) => KlEstimate;

export type KlEstimatorName = 'k1' | 'k2' | 'k3';

/**
 * The estimators of J. Schulman, "Approximating KL divergence" (2020), with d = log π(y) − log π_ref(y).
 * Which gradient an estimator has depends on its place: as a reward, k1 alone has that of the KL itself; as a loss, k2
 * alone, while that of k1 is zero on average and that of k3 belongs to KL(π_ref ‖ π).
 */
export const KL_ESTIMATORS: Readonly<Record<KlEstimatorName, KlEstimator>> = {
  /** d: unbiased. */
  k1: (logprob, referenceLogprob) => ({ value: logprob - referenceLogprob, derivative: 1 }),

  /** d² / 2: biased, never negative. */
  k2: (logprob, referenceLogprob) => {
    const difference = logprob - referenceLogprob;
    return { value: difference ** 2 / 2, derivative: difference };
  },

  /** e^(−d) − 1 + d: unbiased, never negative. */
  k3: (logprob, referenceLogprob) => {
    const difference = logprob - referenceLogprob;
    const excess = Math.expm1(-difference);
    return { value: excess + difference, derivative: -excess };
  },
};
