/** How far ahead advantages look. */
export interface AdvantageHorizon {
  /** γ: what a reward is worth a token earlier. */
  readonly discount: number;
  /** λ: 0 trusts the values from the next token on, 1 waits for what was really earned. */
  readonly lambda: number;
}

/**
 * `[token]` A_t = Σ_l (γλ)^l δ_{t+l} with δ_t = r_t + γ V_{t+1} − V_t: generalised advantage estimation (arXiv
 * 1506.02438, eq. 16). The sample ends with its last token, after which nothing is earned.
 * @param rewards `[token]`
 * @param values `[token]` V before each token. Throws when there are fewer than rewards.
 */
export function generalisedAdvantages(
  rewards: readonly number[],
  values: readonly number[],
  { discount, lambda }: AdvantageHorizon,
): readonly number[] {
  if (values.length !== rewards.length) {
    throw new Error(`a sample of ${rewards.length} tokens has ${values.length} values`);
  }
  const advantages = rewards.map(() => 0);
  let ahead = 0;
  for (let token = rewards.length - 1; token >= 0; token--) {
    const next = values[token + 1] ?? 0;
    const surprise = (rewards[token] ?? 0) + discount * next - (values[token] ?? 0);
    ahead = surprise + discount * lambda * ahead;
    advantages[token] = ahead;
  }
  return advantages;
}
