/**
 * The numbers of a batch, `[sample][token]`, one after another. It is `batch.flat()`, which takes a hundred nanoseconds a
 * number in Node 20, eighty times as long: the larger part of a loss.
 */
export function allTokens(batch: readonly (readonly number[])[]): readonly number[] {
  const none: readonly number[] = [];
  return none.concat(...batch);
}
