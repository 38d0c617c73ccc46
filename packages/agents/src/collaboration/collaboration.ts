import {
  deriveSeed,
  type AgentRole,
  type Agents,
  type Episode,
  type PlaySettings,
  type Prompt,
  type Protocol,
  type ResponseTurn,
  type Turn,
} from '@waltz/core';

/** An episode that is being played; `open` until a review ends it. */
interface Table {
  readonly prompt: Prompt;
  /** How often the same prompt came earlier in the batch: its plays draw from streams of their own. */
  readonly draw: number;
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
      let tables = await answer(seat(prompts), 0, agents, settings);
      for (let round = 0; round < rounds; round++) {
        tables = await review(tables, round, agents, settings);
        tables = await answer(tables, round + 1, agents, settings);
      }
      return tables.map(({ prompt, turns }): Episode => ({ prompt, turns }));
    },
  };
}

function seat(prompts: readonly Prompt[]): readonly Table[] {
  const draws = new Map<string, number>();
  return prompts.map((prompt) => {
    const draw = draws.get(prompt.id) ?? 0;
    draws.set(prompt.id, draw + 1);
    return { prompt, draw, turns: [], open: true };
  });
}

/** c_round of every open episode. */
function answer(
  tables: readonly Table[],
  round: number,
  { conversation }: Agents,
  settings: PlaySettings,
): Promise<readonly Table[]> {
  return advance(tables, (open) =>
    conversation.respond(
      open.map((table) => ({
        prompt: table.prompt,
        history: table.turns,
        round,
        seed: seedOf(table, 'conversation', round, settings),
      })),
      settings.temperature,
    ),
  );
}

/** f_round of every open episode. */
function review(
  tables: readonly Table[],
  round: number,
  { feedback }: Agents,
  settings: PlaySettings,
): Promise<readonly Table[]> {
  return advance(tables, (open) =>
    feedback.review(
      open.map((table) => ({
        prompt: table.prompt,
        response: lastResponse(table),
        round,
        seed: seedOf(table, 'feedback', round, settings),
      })),
      settings.temperature,
    ),
  );
}

/** Lets an agent write the next turn of every open episode, and closes those that the turn ends. */
async function advance(
  tables: readonly Table[],
  write: (open: readonly Table[]) => Promise<readonly Turn[]>,
): Promise<readonly Table[]> {
  const open = tables.filter((table) => table.open);
  if (open.length === 0) return tables;
  const turns = await write(open);
  const written = new Map(open.map((table, index) => [table, turns[index]]));
  return tables.map((table) => {
    const turn = written.get(table);
    return turn === undefined
      ? table
      : { ...table, turns: [...table.turns, turn], open: !endsEpisode(turn) };
  });
}

function endsEpisode(turn: Turn): boolean {
  if (turn.kind === 'response') return false;
  return turn.parsed === null || !(turn.parsed.unsafe || turn.parsed.overrefuse);
}

function lastResponse({ turns, prompt }: Table): ResponseTurn {
  const turn = turns.at(-1);
  if (turn?.kind !== 'response') throw new Error(`prompt ${prompt.id} has no answer to review`);
  return turn;
}

function seedOf(table: Table, agent: AgentRole, round: number, settings: PlaySettings): number {
  return deriveSeed([settings.seed, settings.step, table.prompt.id, table.draw, agent, round]);
}
