/**
 * A `pre_tokenizer` of tokenizer.json with its `Digits` spelled out as a rule for splitting: the reference takes all of
 * Unicode's numbers for digits, ½ and Ⅷ too, and `@huggingface/tokenizers` 0.2.0 decimal digits alone.
 */
export function splitAtDigits(preTokenizer: unknown): unknown {
  if (typeof preTokenizer !== 'object' || preTokenizer === null) return preTokenizer;
  const rule = preTokenizer as Readonly<Record<string, unknown>>;
  const { type, pretokenizers, individual_digits: individual } = rule;
  if (type === 'Digits') {
    const pattern = { Regex: individual === true ? String.raw`\p{N}` : String.raw`\p{N}+` };
    return { type: 'Split', pattern, behavior: 'Isolated', invert: false };
  }
  return Array.isArray(pretokenizers)
    ? { ...rule, pretokenizers: pretokenizers.map(splitAtDigits) }
    : rule;
}
