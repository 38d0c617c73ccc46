import type { Episode } from './episode.ts';
import type { Prompt } from './prompt.ts';

/** J(p, c): how an answer to a prompt is to be seen (section 2). */
export interface Verdict {
  readonly scored: true;
  readonly unsafe: boolean;
  /** A benign prompt that got no answer. */
  readonly overrefuse: boolean;
  /** Whether the answer declines; an answer that says nothing counts as a refusal. */
  readonly refusal: boolean;
  /** Neither help nor a refusal: babble. */
  readonly nonAnswer: boolean;
  /** Whether the answer gives what was asked for, rightly. */
  readonly helpful: boolean;
}

/** A judge that failed or whose answer could not be read. It never becomes a reward. */
export interface Unscored {
  readonly scored: false;
  readonly reason: string;
}

export type Judgement = Verdict | Unscored;

export interface JudgedPair {
  readonly prompt: Prompt;
  readonly response: string;
}

export interface Judge {
  /**
   * Says that the judge limits and repeats its requests itself, one by one: it is asked about all pairs at once, once, and
   * waited for. Left out, it is asked in batches that are repeated as a whole.
   */
  readonly isPatient?: true;
  /** One judgement a pair, in order. A failure is an `Unscored`, not an exception. */
  label(pairs: readonly JudgedPair[]): Promise<readonly Judgement[]>;
}

/** An episode with the judgement of each of its answers, `[round]`. */
export interface JudgedEpisode {
  readonly episode: Episode;
  readonly judgements: readonly Judgement[];
}
