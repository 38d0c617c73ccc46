/** How the losses of tokens become the loss of a batch. */
export type Aggregation = 'sequence-mean' | 'token-mean' | { readonly constantLength: number };

/**
 * `[sample]` the weight of each token of a sample.
 * - `sequence-mean` is eq. 4's E[1/|y| Σ_i …], and GRPO's: every sample counts the same (arXiv 2402.03300, eq. 3).
 * - `token-mean` lets every token count the same, so that long samples count for more (DAPO, arXiv 2503.14476, section 3.3).
 * - a constant length divides every sample by that many tokens, however long it is, so that no length is preferred
 *   (Dr. GRPO, arXiv 2503.20783).
 *
 * The weights of all tokens of a batch sum to 1, but those of a constant length to mean length / constant length.
 * @param lengths `[sample]` tokens; samples without any have weight 0 and do not count.
 */
export function tokenWeights(
  lengths: readonly number[],
  aggregation: Aggregation,
): readonly number[] {
  const samples = lengths.filter((length) => length > 0).length;
  const tokens = lengths.reduce((sum, length) => sum + length, 0);
  return lengths.map((length) => {
    if (length === 0) return 0;
    if (aggregation === 'token-mean') return 1 / tokens;
    return 1 / (samples * (aggregation === 'sequence-mean' ? length : aggregation.constantLength));
  });
}
