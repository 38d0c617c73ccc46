import { responsesOf, type Episode } from '../contracts/episode.ts';
import type { PreferencePair } from '../contracts/preference-loss.ts';
import type { Credits } from './compose-credits.ts';

export interface GatheredPairs {
  readonly pairs: readonly PreferencePair[];
  /** Revised episodes left out because the judge failed on one of the answers. */
  readonly unscored: number;
}

/**
 * Preferences of the conversation agent: in each revised episode the first answer against the last, the better by
 * reward chosen. Both are taken as answers to the prompt alone, so that what feedback brought about is learned without
 * feedback. Episodes without a revision, or whose answers earned the same, say nothing.
 */
export function gatherPairs(episodes: readonly Episode[], credits: Credits): GatheredPairs {
  const pairs: PreferencePair[] = [];
  let unscored = 0;
  episodes.forEach((episode, index) => {
    const [first, ...revised] = responsesOf(episode);
    const last = revised.at(-1);
    if (first === undefined || last === undefined) return;
    const [before, after] = [first, last].map(
      (turn) => credits[index]?.[episode.turns.indexOf(turn)]?.total,
    );
    if (before === undefined || after === undefined) {
      throw new Error(`episode ${index} has a turn without a credit`);
    }
    if (before === 'unscored' || after === 'unscored') {
      unscored++;
      return;
    }
    if (before === after) return;
    const [chosen, rejected] = after > before ? [last, first] : [first, last];
    pairs.push({
      episode: index,
      context: first.context,
      chosen: chosen.completion.tokens,
      rejected: rejected.completion.tokens,
    });
  });
  return { pairs, unscored };
}
