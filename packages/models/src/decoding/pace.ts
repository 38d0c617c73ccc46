/** How much of sampling is asked of a backend at a time. */
export interface Pace {
  /** Rows of one pass, unless more sequences than that are continued at once. */
  readonly rows: number;
  /** Passes over the newest tokens of one call, at most. */
  readonly passes: number;
}

/** Where a row that nobody needs takes as long as any other. */
export const ON_PROCESSOR: Pace = { rows: 512, passes: 1 };

/**
 * Passes of a call on a card, which computes them without being waited for. That a sequence has ended is heard at the end
 * of a call: of n passes, up to n − 1 are in vain once for each batch, and n − 1 of n waits are saved all along.
 */
const PASSES_ON_CARD = 4;

/** A device of its own is quick where it has much to do: contexts are read by passes as large as those of training. */
export function paceOf({
  keepsBatchesWhole = false,
  microBatchTokens,
}: {
  readonly keepsBatchesWhole?: boolean;
  readonly microBatchTokens: number;
}): Pace {
  return keepsBatchesWhole ? { rows: microBatchTokens, passes: PASSES_ON_CARD } : ON_PROCESSOR;
}
