/** One token of the loss. */
export interface TokenLoss {
  readonly value: number;
  /** Derivative with respect to log π_θ(y). */
  readonly derivative: number;
  /** s = π_θ(y) / π_old(y). */
  readonly ratio: number;
  /** Whether the clipped branch was taken, which has no gradient. */
  readonly clipped: boolean;
}

/**
 * −min(s·Ã, clip(s, 1 − ε, 1 + ε)·Ã), the token's part of eq. 4 as a loss.
 * As s = e^(log π_θ − log π_old), ds/dlog π_θ = s, and the derivative of the open branch is −s·Ã.
 */
export function clippedSurrogate(
  logprob: number,
  oldLogprob: number,
  advantage: number,
  clip: number,
): TokenLoss {
  const ratio = Math.exp(logprob - oldLogprob);
  const open = ratio * advantage;
  const bounded = Math.min(Math.max(ratio, 1 - clip), 1 + clip) * advantage;
  const clipped = bounded < open;
  return {
    value: -Math.min(open, bounded),
    derivative: clipped ? 0 : -open,
    ratio,
    clipped,
  };
}
