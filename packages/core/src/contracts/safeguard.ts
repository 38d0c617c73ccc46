import type { JudgedPair } from './judge.ts';

/**
 * A classifier that stands between a system and its user: it reads prompt and answer, and replaces what it flags with
 * a refusal (rows 2 and 4 of Table 1). It may be wrong; who is right is for the judge to say.
 */
export interface Safeguard {
  /** `[pair]` the refusal that the user reads in place of the answer, or null where the answer passes. */
  screen(pairs: readonly JudgedPair[]): Promise<readonly (string | null)[]>;
}
