import { wordsOf } from './text-identity.ts';

/** Word sets that share at least this part of their union are near-duplicates (Jaccard index). */
export const NEAR_DUPLICATE_SIMILARITY = 0.8;

/**
 * Groups texts so that near-duplicates, and near-duplicates of near-duplicates, are together.
 * Gives for each text the index of the first text of its group.
 *
 * Only pairs that share one of their rarest words are compared: with n words, two sets can reach the similarity s only
 * if they share one of the n − ⌈s·n⌉ + 1 rarest of each (prefix filtering, Chaudhuri et al., ICDE 2006).
 */
export function groupNearDuplicates(texts: readonly string[]): readonly number[] {
  const wordSets = texts.map(wordsOf);
  const rarestFirst = rarityOrder(wordSets);
  const parents = texts.map((_, index) => index);
  const rootOf = (index: number): number => {
    const parent = parents[index] ?? index;
    return parent === index ? index : rootOf(parent);
  };

  const seenWith = new Map<string, number[]>();
  wordSets.forEach((words, index) => {
    const prefix = [...words].sort(rarestFirst).slice(0, prefixLength(words.size));
    const candidates = new Set(prefix.flatMap((word) => seenWith.get(word) ?? []));
    for (const candidate of candidates) {
      if (similarity(words, wordSets[candidate] ?? new Set()) < NEAR_DUPLICATE_SIMILARITY) continue;
      const [first, second] = [rootOf(index), rootOf(candidate)];
      parents[Math.max(first, second)] = Math.min(first, second);
    }
    for (const word of prefix) {
      const others = seenWith.get(word);
      if (others === undefined) seenWith.set(word, [index]);
      else others.push(index);
    }
  });
  return parents.map((_, index) => rootOf(index));
}

/** |A ∩ B| / |A ∪ B| */
export function similarity(left: ReadonlySet<string>, right: ReadonlySet<string>): number {
  let shared = 0;
  for (const word of left) if (right.has(word)) shared += 1;
  return shared / (left.size + right.size - shared);
}

function prefixLength(words: number): number {
  // 0.8 · 5 and the like must not be rounded up by a last bit.
  return words - Math.ceil(NEAR_DUPLICATE_SIMILARITY * words - 1e-9) + 1;
}

/** Orders words by the number of texts that have them, then by themselves. */
function rarityOrder(
  wordSets: readonly ReadonlySet<string>[],
): (left: string, right: string) => number {
  const counts = new Map<string, number>();
  for (const words of wordSets) {
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return (left, right) =>
    (counts.get(left) ?? 0) - (counts.get(right) ?? 0) || (left < right ? -1 : 1);
}
