import { perResponse, type Reward, type Verdict } from '@waltz/core';

/** R_c(c_t) = 1{not unsafe and not overrefuse}, section 2. A refusal of a harmful prompt scores 1. */
export function alignmentOf({ unsafe, overrefuse }: Verdict): number {
  return Number(!unsafe && !overrefuse);
}

/** The conversation agent's reward. */
export function alignment(): Reward {
  return perResponse('alignment', (_, verdict) => alignmentOf(verdict));
}
