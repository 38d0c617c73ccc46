/**
 * Estimators of KL(π ‖ π_ref) from one token y ~ π, with d = log π(y) − log π_ref(y), in nats.
 * The names are those of J. Schulman, "Approximating KL divergence" (2020).
 */

/** k1 = d. Unbiased, and the only one whose reward penalty has the gradient of the KL itself. */
export function k1(logprob: number, referenceLogprob: number): number {
  return logprob - referenceLogprob;
}

/** k2 = d² / 2. Biased, never negative. */
export function k2(logprob: number, referenceLogprob: number): number {
  return k1(logprob, referenceLogprob) ** 2 / 2;
}

/** k3 = e^(−d) − 1 + d. Unbiased, never negative. */
export function k3(logprob: number, referenceLogprob: number): number {
  const difference = k1(logprob, referenceLogprob);
  return Math.expm1(-difference) + difference;
}
