/** How the order of some numbers changed. */
export interface ChangedOrder {
  /** `[item]` ranks, the largest first and 1; equal numbers share the mean of their ranks. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** Among pairs that differ before and after, the share whose order turned round; null without such a pair. */
  readonly swapped: number | null;
}

/** Compares the order of `before` with that of `after`, both `[item]`. */
export function changedOrder(before: readonly number[], after: readonly number[]): ChangedOrder {
  let turned = 0;
  let pairs = 0;
  for (let one = 0; one < before.length; one++) {
    for (let other = 0; other < one; other++) {
      const was = Math.sign((before[one] ?? 0) - (before[other] ?? 0));
      const is = Math.sign((after[one] ?? 0) - (after[other] ?? 0));
      if (was === 0 || is === 0) continue;
      pairs++;
      if (was !== is) turned++;
    }
  }
  return {
    before: ranksOf(before),
    after: ranksOf(after),
    swapped: pairs === 0 ? null : turned / pairs,
  };
}

function ranksOf(values: readonly number[]): readonly number[] {
  return values.map((value) => {
    const larger = values.filter((other) => other > value).length;
    const equal = values.filter((other) => other === value).length;
    return larger + (equal + 1) / 2;
  });
}
