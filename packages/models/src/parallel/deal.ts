/**
 * Deals items of these weights out into `hands`: indices of the items, heaviest first and in turns, so that hands are of
 * about the same weight. There are no more hands than items, and one at least.
 */
export function deal(weights: readonly number[], hands: number): readonly (readonly number[])[] {
  const order = [...weights.keys()].sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0) || a - b);
  const dealt = Array.from(
    { length: Math.max(1, Math.min(hands, weights.length)) },
    (): number[] => [],
  );
  order.forEach((index, place) => dealt[place % dealt.length]?.push(index));
  return dealt;
}
