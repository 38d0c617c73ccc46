import type { JudgedEpisode } from '../contracts/judge.ts';
import type { Reward, RewardTerm } from '../contracts/reward.ts';
import { ComponentFault, faultOfThrown, type ComponentOrigin } from './component-fault.ts';

/**
 * A reward that cannot spoil a run in silence. It throws, naming the plugin, the turn and the mend, when the reward
 * throws, gives no list, speaks of a turn that there is not or twice of one, or gives a value that is not finite or
 * not in the range that it declares.
 */
export function checkedReward(reward: Reward, origin: ComponentOrigin): Reward {
  const { range } = reward;
  return {
    ...(range && { range }),
    async score(batch) {
      const terms = await scoreOrExplain(reward, batch, origin);
      const seen = new Set<string>();
      for (const term of terms) {
        const place = placeOf(term, batch);
        if (place === null) {
          throw new ComponentFault(
            origin,
            `gave a term for round ${term.round} of the ${term.agent} agent in episode ${term.episode}, which the batch of ${batch.length} does not have`,
            'Give one term for each turn at most, with the index of its episode in the batch and its own round',
          );
        }
        if (seen.has(place)) {
          throw new ComponentFault(
            origin,
            `gave two terms for ${place}`,
            'Give one term for each turn at most',
          );
        }
        seen.add(place);
        const fault = faultOf(term.value, range);
        if (fault !== null)
          throw new ComponentFault(origin, `gave ${place} ${fault.what}`, fault.mend);
      }
      return terms;
    },
  };
}

async function scoreOrExplain(
  reward: Reward,
  batch: readonly JudgedEpisode[],
  origin: ComponentOrigin,
): Promise<readonly RewardTerm[]> {
  let terms: unknown;
  try {
    terms = await reward.score(batch);
  } catch (error) {
    throw faultOfThrown(
      origin,
      error,
      "Mend the reward; where it cannot know a value, give 'unscored' instead of throwing",
    );
  }
  if (!Array.isArray(terms) || !terms.every((term) => typeof term === 'object' && term)) {
    throw new ComponentFault(
      origin,
      'gave no list of terms',
      'Give a list, with a term for each turn at most',
    );
  }
  return terms as readonly RewardTerm[];
}

/** The turn that a term speaks of, or null when there is no such turn. */
function placeOf(
  { episode, agent, round }: RewardTerm,
  batch: readonly JudgedEpisode[],
): string | null {
  const judged = batch[episode];
  const kind = agent === 'conversation' ? 'response' : 'feedback';
  const turn = judged?.episode.turns.find((known) => known.kind === kind && known.round === round);
  if (judged === undefined || turn === undefined) return null;
  return `the ${kind} of round ${round} in episode ${episode} (prompt ${judged.episode.prompt.id})`;
}

function faultOf(
  value: RewardTerm['value'],
  range: Reward['range'],
): { readonly what: string; readonly mend: string } | null {
  if (value === null || value === 'unscored') return null;
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    return {
      what: `the value ${String(value)}`,
      mend: "A value is a finite number, null where the reward does not apply, or 'unscored' where it cannot be known",
    };
  }
  if (range === undefined || (value >= range.lowest && value <= range.highest)) return null;
  return {
    what: `the value ${value}, and declares values from ${range.lowest} to ${range.highest}`,
    mend: 'Mend the value, or the range that the reward declares',
  };
}
