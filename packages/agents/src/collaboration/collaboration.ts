import {
  beginPlays,
  type Agents,
  type Episode,
  type Play,
  type PlaySettings,
  type Protocol,
  type ResponseTurn,
  type Turn,
} from '@waltz/core';

/** An episode that is being played; `open` until a review ends it. */
interface EpisodeInPlay extends Play {
  readonly turns: readonly Turn[];
  readonly open: boolean;
}

/**
 * The collaboration of section 1: the conversation agent answers, the feedback agent reviews the answer, and the
 * answer is revised until a review finds nothing wrong or `rounds` (T_max) reviews were written.
 *
 * A malformed review ends the episode too. The paper says so for early training; later it says nothing, but a
 * malformed review holds no feedback string that could be passed on.
 *
 * All prompts are played in step, so that each agent is asked once a round.
 */
export function createCollaboration(rounds: number): Protocol {
  return {
    async play(prompts, agents, settings) {
      const plays = beginPlays(prompts, settings);
      const begun = plays.map((play): EpisodeInPlay => ({ ...play, turns: [], open: true }));
      let episodes = await answer(begun, 0, agents, settings);
      for (let round = 0; round < rounds; round++) {
        episodes = await review(episodes, round, agents, settings);
        episodes = await answer(episodes, round + 1, agents, settings);
      }
      return episodes.map(({ prompt, turns }): Episode => ({ prompt, turns }));
    },
  };
}

/** c_round of every open episode. */
function answer(
  episodes: readonly EpisodeInPlay[],
  round: number,
  { conversation }: Agents,
  settings: PlaySettings,
): Promise<readonly EpisodeInPlay[]> {
  return advance(episodes, (open) =>
    conversation.respond(
      open.map((episode) => ({
        prompt: episode.prompt,
        history: episode.turns,
        round,
        seed: episode.seedOf('conversation', round),
      })),
      settings.temperature,
    ),
  );
}

/** f_round of every open episode. */
function review(
  episodes: readonly EpisodeInPlay[],
  round: number,
  { feedback }: Agents,
  settings: PlaySettings,
): Promise<readonly EpisodeInPlay[]> {
  return advance(episodes, (open) =>
    feedback.review(
      open.map((episode) => ({
        prompt: episode.prompt,
        response: lastResponse(episode),
        round,
        seed: episode.seedOf('feedback', round),
      })),
      settings.temperature,
    ),
  );
}

/** Lets an agent write the next turn of every open episode, and closes those that the turn ends. */
async function advance(
  episodes: readonly EpisodeInPlay[],
  write: (open: readonly EpisodeInPlay[]) => Promise<readonly Turn[]>,
): Promise<readonly EpisodeInPlay[]> {
  const open = episodes.filter((episode) => episode.open);
  if (open.length === 0) return episodes;
  const turns = await write(open);
  const written = new Map(open.map((episode, index) => [episode, turns[index]]));
  return episodes.map((episode) => {
    const turn = written.get(episode);
    return turn === undefined
      ? episode
      : { ...episode, turns: [...episode.turns, turn], open: !endsEpisode(turn) };
  });
}

function endsEpisode(turn: Turn): boolean {
  if (turn.kind === 'response') return false;
  return turn.parsed === null || !(turn.parsed.unsafe || turn.parsed.overrefuse);
}

function lastResponse({ turns, prompt }: EpisodeInPlay): ResponseTurn {
  const turn = turns.at(-1);
  if (turn?.kind !== 'response') throw new Error(`prompt ${prompt.id} has no answer to review`);
  return turn;
}
