import type { Completion, Turn } from '../contracts/episode.ts';
import type { JudgedEpisode } from '../contracts/judge.ts';
import type { Tokenizer } from '../contracts/tokenizer.ts';
import type { EpisodeRecord, TurnRecord } from '../tracking/episode-record.ts';

/**
 * An episode as rewards see it, from its line of the ledger. The ledger keeps texts: their tokens are made again, their
 * log-probabilities are not known (NaN), and contexts are empty. Throws when the tokenizer does not know a text.
 */
export function restoreEpisode(record: EpisodeRecord, tokenizer: Tokenizer): JudgedEpisode {
  const { prompt, turns, judgements } = record;
  return {
    episode: { prompt, turns: turns.map((turn) => restoreTurn(turn, tokenizer)) },
    judgements,
  };
}

function restoreTurn(record: TurnRecord, tokenizer: Tokenizer): Turn {
  const { kind, round, text, stop } = record;
  const tokens = [...tokenizer.encode(text), ...(stop === 'end' ? [tokenizer.endOfTurn] : [])];
  const completion: Completion = {
    text,
    stop,
    tokens,
    // A reward that reads these gives NaN, which is refused with its name, rather than something that looks right.
    logprobs: tokens.map(() => Number.NaN),
  };
  const turn = { round, context: [], completion };
  return kind === 'feedback' ? { kind, ...turn, parsed: record.parsed ?? null } : { kind, ...turn };
}
