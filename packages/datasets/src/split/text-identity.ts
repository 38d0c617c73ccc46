/** What makes two texts the same: neither case nor the kind and amount of white space counts. */
export function identityOf(text: string): string {
  return text.toLowerCase().trim().replaceAll(/\s+/g, ' ');
}

/** The set of words of a text, without case and punctuation; a text without words is one word by itself. */
export function wordsOf(text: string): ReadonlySet<string> {
  const words = text
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}]+/gu);
  return new Set(words ?? [identityOf(text)]);
}
