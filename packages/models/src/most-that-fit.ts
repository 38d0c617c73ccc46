import type { Backend } from '@waltz/core';

/** Of a card's memory, for what is computed at once: weights, optimisers and whatever else is computed are there too. */
const SHARE = 1 / 4;

export interface Counts {
  /** The largest first: a card takes about as long for many as for few, as long as they do not fill it. */
  readonly onCard: readonly number[];
  /** Where more of them take no less time each; and for a card that none of the others fits. */
  readonly onProcessor: number;
}

/** How many are to be computed at once; `bytesOf` gives the memory that so many need. */
export function mostThatFit(
  { onCard, onProcessor }: Counts,
  backend: Pick<Backend, 'memoryOfItsOwn'>,
  bytesOf: (count: number) => number,
): number {
  const room = SHARE * (backend.memoryOfItsOwn?.() ?? 0);
  return onCard.find((count) => bytesOf(count) <= room) ?? onProcessor;
}
