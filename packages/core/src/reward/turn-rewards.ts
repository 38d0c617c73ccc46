import { messageOf } from '../run/message-of.ts';
import {
  feedbacksOf,
  responsesOf,
  type AgentRole,
  type FeedbackTurn,
  type ResponseTurn,
} from '../contracts/episode.ts';
import type { JudgedEpisode, Verdict } from '../contracts/judge.ts';
import type { Reward, RewardRange, RewardTerm } from '../contracts/reward.ts';

/**
 * What a turn earns: a number, null when the reward does not apply to it, or `unscored` when the reward needs a
 * further judgement and that one failed.
 * @param verdict on c_t, the answer that the turn is or that it reviews.
 */
export type TurnScore<Turn> = (
  turn: Turn,
  verdict: Verdict,
  judged: JudgedEpisode,
) => RewardTerm['value'];

/**
 * A reward of the conversation agent that looks at one answer at a time.
 * An answer whose judgement failed is `unscored`, whatever the reward: no update learns from it.
 *
 * @param name for error messages.
 * @param range of the values, when the reward has one: a value outside ends the run.
 * @example
 * perResponse('brevity', ({ completion }) => Number(completion.tokens.length <= 12))
 */
export function perResponse(
  name: string,
  score: TurnScore<ResponseTurn>,
  range?: RewardRange,
): Reward {
  const turnsOf = ({ episode }: JudgedEpisode) => responsesOf(episode);
  return perTurn({ name, agent: 'conversation', turnsOf, score, range });
}

/**
 * A reward of the feedback agent that looks at one review at a time.
 * A review of an answer whose judgement failed is `unscored`, whatever the reward.
 *
 * @param name for error messages.
 * @param range of the values, when the reward has one: a value outside ends the run.
 * @example
 * perFeedback('doubt', ({ parsed }, verdict) => Number(parsed?.unsafe === true && verdict.unsafe))
 */
export function perFeedback(
  name: string,
  score: TurnScore<FeedbackTurn>,
  range?: RewardRange,
): Reward {
  const turnsOf = ({ episode }: JudgedEpisode) => feedbacksOf(episode);
  return perTurn({ name, agent: 'feedback', turnsOf, score, range });
}

interface TurnReward<Turn> {
  readonly name: string;
  readonly agent: AgentRole;
  readonly turnsOf: (judged: JudgedEpisode) => readonly Turn[];
  readonly score: TurnScore<Turn>;
  readonly range: RewardRange | undefined;
}

function perTurn<Turn extends { readonly round: number }>({
  name,
  agent,
  turnsOf,
  score,
  range,
}: TurnReward<Turn>): Reward {
  const scoreTurn = (turn: Turn, judged: JudgedEpisode): Pick<RewardTerm, 'value' | 'evidence'> => {
    const judgement = judged.judgements[turn.round];
    if (judgement === undefined) {
      throw new Error(`${placeOf(name, turn, judged)}: the answer was not judged`);
    }
    if (!judgement.scored) return { value: 'unscored', evidence: judgement.reason };
    try {
      return { value: score(turn, judgement, judged) };
    } catch (error) {
      const reason = messageOf(error);
      throw new Error(`${placeOf(name, turn, judged)}: ${reason}`, { cause: error });
    }
  };

  return {
    ...(range && { range }),
    score: (batch) =>
      batch.flatMap((judged, episode) =>
        turnsOf(judged).map((turn): RewardTerm => ({
          episode,
          agent,
          round: turn.round,
          ...scoreTurn(turn, judged),
        })),
      ),
  };
}

function placeOf(name: string, { round }: { round: number }, { episode }: JudgedEpisode): string {
  return `reward "${name}", round ${round} of prompt ${episode.prompt.id}`;
}
