import type { AgentRole } from './episode.ts';
import type { JudgedEpisode } from './judge.ts';

/** A named number that one turn of one agent earned. */
export interface RewardTerm {
  /** Index of the episode in the batch that was scored. */
  readonly episode: number;
  readonly agent: AgentRole;
  readonly round: number;
  /** Null when the reward does not apply to this turn; `unscored` when the judge failed on what it needs. */
  readonly value: number | null | 'unscored';
  /** What the value rests on, for the credit ledger. */
  readonly evidence?: string;
}

/** The values that a reward may give. */
export interface RewardRange {
  readonly lowest: number;
  readonly highest: number;
}

/** One idea of what is good; how rewards add up is declared in the experiment. */
export interface Reward {
  /** Declared so that a value outside is an error, not a lesson. */
  readonly range?: RewardRange;
  score(batch: readonly JudgedEpisode[]): readonly RewardTerm[] | Promise<readonly RewardTerm[]>;
}

/** One product of the composition, with every factor as it was: a line of the credit ledger. */
export interface CreditProduct {
  readonly name: string;
  readonly weight: number;
  readonly factors: Readonly<Record<string, number | null | 'unscored'>>;
  /** weight · Π factors; null when a factor does not apply. */
  readonly value: number | null;
}

/** What one turn earned in all. */
export interface Credit {
  readonly episode: number;
  readonly agent: AgentRole;
  readonly round: number;
  readonly products: readonly CreditProduct[];
  /** What values rest on, by reward, where a reward said so. */
  readonly evidence?: Readonly<Record<string, string>>;
  /** Sum of the products that apply; `unscored` when one of them rests on a failed judgement. */
  readonly total: number | 'unscored';
}
