/** Two completions of one context, of which the first earned more. */
export interface PreferencePair {
  /** Index of the episode in the rollout batch. */
  readonly episode: number;
  readonly context: readonly number[];
  readonly chosen: readonly number[];
  readonly rejected: readonly number[];
}

/** Something for each token of the completions of pairs, `[pair][token]`. */
export interface PairedTokens {
  readonly chosen: readonly (readonly number[])[];
  readonly rejected: readonly (readonly number[])[];
}

export interface PreferenceLossInputs {
  /** log π. */
  readonly logprobs: PairedTokens;
  /** log π_ref. */
  readonly referenceLogprobs: PairedTokens;
}

export interface PreferenceLossValue {
  readonly value: number;
  /** dL/dlog π. */
  readonly derivatives: PairedTokens;
  /** Share of pairs that are told apart, and the like. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** Learning from preferences as plain numbers: no reward model, no rollouts of the policy that learns. */
export interface PreferenceLoss {
  loss(inputs: PreferenceLossInputs): PreferenceLossValue;
}
