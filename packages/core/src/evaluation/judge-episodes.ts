import { responsesOf, type Episode } from '../contracts/episode.ts';
import type { Judge, JudgedEpisode } from '../contracts/judge.ts';

/**
 * Asks the judge about every answer of every episode, in one batch and always against the original prompt.
 * Throws when the judge gives another number of judgements than it was asked for.
 */
export async function judgeEpisodes(
  judge: Judge,
  episodes: readonly Episode[],
): Promise<readonly JudgedEpisode[]> {
  const pairs = episodes.flatMap((episode) =>
    responsesOf(episode).map(({ completion }) => ({
      prompt: episode.prompt,
      response: completion.text,
    })),
  );
  const judgements = await judge.label(pairs);
  if (judgements.length !== pairs.length) {
    throw new Error(
      `the judge was asked about ${pairs.length} answers and gave ${judgements.length} judgements`,
    );
  }
  let taken = 0;
  return episodes.map((episode) => {
    const start = taken;
    taken += responsesOf(episode).length;
    return { episode, judgements: judgements.slice(start, taken) };
  });
}
