/** How the losses of tokens become the loss of a batch. */
export type Aggregation = 'sequence-mean' | 'token-mean';

/**
 * `[sample]` the weight of each token of a sample; the weights of all tokens of a batch sum to 1.
 * `sequence-mean` is eq. 4's E[1/|y| Σ_i …]: every sample counts the same. `token-mean` lets every token count the
 * same, so that long samples count for more (DAPO, arXiv 2503.14476).
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
    return aggregation === 'sequence-mean' ? 1 / (samples * length) : 1 / tokens;
  });
}
