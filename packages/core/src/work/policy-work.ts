import type { TokenSequence } from '../contracts/engine.ts';
import type { AgentRole, Episode } from '../contracts/episode.ts';

/** What a transformer did, apart from its size: what that costs follows from these counts for a model of any size. */
export interface TokenWork {
  readonly sequences: number;
  readonly contextTokens: number;
  readonly completionTokens: number;
  /** Pairs of a token that was read and one that it may look at, over all sequences: attention's share of the work. */
  readonly pairs: number;
}

/**
 * `sample` reads a context and writes a completion; `logprobs` and `values` read both; the updates read both and go back
 * through them. A critic has no projection to the vocabulary.
 */
export type WorkPhase = 'sample' | 'logprobs' | 'update' | 'values' | 'value-update';

/** What one set of weights did in one phase. */
export interface PolicyWork extends TokenWork {
  /** `conversation` or `feedback`, its reference included; `base`; or a critic's name. */
  readonly policy: string;
  readonly phase: WorkPhase;
  readonly seconds: number;
}

/** What the turns of one kind took in an evaluation: the first answers are what one agent alone would have given. */
export interface TurnWork extends TokenWork {
  readonly agent: AgentRole;
  readonly turn: 'first answer' | 'feedback' | 'revision';
}

/** No work. */
export const NO_WORK: TokenWork = {
  sequences: 0,
  contextTokens: 0,
  completionTokens: 0,
  pairs: 0,
};

/** Reading the contexts and reading or writing the completions; the last token has nobody to be read for. */
export function workOn(sequences: readonly TokenSequence[]): TokenWork {
  return sequences
    .filter(({ completion }) => completion.length > 0)
    .map(({ context, completion }): TokenWork => {
      const read = context.length + completion.length - 1;
      return {
        sequences: 1,
        contextTokens: context.length,
        completionTokens: completion.length,
        pairs: (read * (read + 1)) / 2,
      };
    })
    .reduce(addWork, NO_WORK);
}

export function addWork(one: TokenWork, other: TokenWork): TokenWork {
  return {
    sequences: one.sequences + other.sequences,
    contextTokens: one.contextTokens + other.contextTokens,
    completionTokens: one.completionTokens + other.completionTokens,
    pairs: one.pairs + other.pairs,
  };
}

/** What each kind of turn took to sample; kinds that did not occur are left out. */
export function workOfTurns(episodes: readonly Episode[]): readonly TurnWork[] {
  const turns = episodes.flatMap((episode) => episode.turns);
  const kinds = [
    { agent: 'conversation', turn: 'first answer' },
    { agent: 'feedback', turn: 'feedback' },
    { agent: 'conversation', turn: 'revision' },
  ] as const;
  return kinds.flatMap(({ agent, turn: kind }) => {
    const own = turns.filter(
      ({ kind: written, round }) =>
        kind === (written === 'feedback' ? 'feedback' : round === 0 ? 'first answer' : 'revision'),
    );
    if (own.length === 0) return [];
    const sequences = own.map(({ context, completion }) => ({
      context,
      completion: completion.tokens,
    }));
    return [{ agent, turn: kind, ...workOn(sequences) }];
  });
}
