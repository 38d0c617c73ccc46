import { responsesOf, type Episode, type ResponseTurn } from '../contracts/episode.ts';
import type { Safeguard } from '../contracts/safeguard.ts';

/**
 * Episodes whose last answer, the one that a user would read, has passed the safeguard: a flagged one says the
 * safeguard's refusal, and what it said before is kept as `withheld`.
 * Throws when the safeguard gives another number of verdicts than it was asked for.
 */
export async function screenAnswers(
  safeguard: Safeguard,
  episodes: readonly Episode[],
): Promise<readonly Episode[]> {
  const answered = episodes.flatMap((episode) => {
    const answer = responsesOf(episode).at(-1);
    return answer === undefined ? [] : [{ episode, answer }];
  });
  const refusals = await safeguard.screen(
    answered.map(({ episode: { prompt }, answer }) => ({
      prompt,
      response: answer.completion.text,
    })),
  );
  if (refusals.length !== answered.length) {
    throw new Error(
      `the safeguard was asked about ${answered.length} answers and gave ${refusals.length} verdicts`,
    );
  }
  const refusalOf = new Map(answered.map(({ answer }, index) => [answer, refusals[index] ?? null]));
  return episodes.map(({ prompt, turns }) => ({
    prompt,
    turns: turns.map((turn) => {
      const refusal = turn.kind === 'response' ? (refusalOf.get(turn) ?? null) : null;
      return turn.kind === 'response' && refusal !== null ? withhold(turn, refusal) : turn;
    }),
  }));
}

function withhold(turn: ResponseTurn, refusal: string): ResponseTurn {
  const { text } = turn.completion;
  return { ...turn, completion: { ...turn.completion, text: refusal }, withheld: text };
}
