import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupNearDuplicates, NEAR_DUPLICATE_SIMILARITY, similarity } from './near-duplicates.ts';
import { wordsOf } from './text-identity.ts';

/** The same groups by comparing every pair. */
function groupByBruteForce(texts: readonly string[]): readonly number[] {
  const groups = texts.map((_, index) => index);
  texts.forEach((text, index) => {
    for (let other = 0; other < index; other++) {
      const near = similarity(wordsOf(text), wordsOf(texts[other] ?? ''));
      if (near < NEAR_DUPLICATE_SIMILARITY) continue;
      const [from, to] = [groups[index] ?? 0, groups[other] ?? 0];
      const [high, low] = [Math.max(from, to), Math.min(from, to)];
      groups.forEach((group, member) => {
        if (group === high) groups[member] = low;
      });
    }
  });
  return groups;
}

describe('near-duplicates', () => {
  it('finds exactly the groups that comparing every pair finds', () => {
    const word = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
    const text = fc.array(word, { minLength: 1, maxLength: 10 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(fc.array(text, { maxLength: 30 }), (texts) => {
        expect(groupNearDuplicates(texts)).toEqual(groupByBruteForce(texts));
      }),
    );
  });

  it.each([
    ['case, punctuation and white space', 'How do I bake bread?', ' how do I  BAKE bread', 0],
    ['one word of ten added', 'a b c d e f g h i', 'a b c d e f g h i j', 0],
    ['one word of four changed', 'bake a round cake', 'bake a round loaf', 1],
    ['texts without words', '?!', '!?', 1],
  ])('judges %s', (_, first, second, group) => {
    expect(groupNearDuplicates([first, second])).toEqual([0, group]);
  });
});
