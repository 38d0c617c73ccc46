/**
 * p-values adjusted for asking several questions at once (Holm, 1979), in their given order: rejecting those that are at
 * most 0.05 keeps the probability of even one false rejection at 5%, whatever the dependence between the tests.
 */
export function holmAdjusted(pValues: readonly number[]): readonly number[] {
  const order = pValues.map((p, index) => ({ p, index })).sort((one, other) => one.p - other.p);
  const adjusted = pValues.map(() => 1);
  let largest = 0;
  order.forEach(({ p, index }, rank) => {
    largest = Math.max(largest, (pValues.length - rank) * p);
    adjusted[index] = Math.min(1, largest);
  });
  return adjusted;
}
