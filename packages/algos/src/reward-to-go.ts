/** `[token]` Σ_{t ≥ i} reward_t: what is still to come from each token on, at discount 1. */
export function rewardToGo(rewards: readonly number[]): readonly number[] {
  const sums = [...rewards];
  let sum = 0;
  for (let token = sums.length - 1; token >= 0; token--) {
    sum += sums[token] ?? 0;
    sums[token] = sum;
  }
  return sums;
}
