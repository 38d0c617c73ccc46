import type { Agents } from '../contracts/agent.ts';
import type { Episode } from '../contracts/episode.ts';
import type { Prompt } from '../contracts/prompt.ts';
import type { PlaySettings, Protocol } from '../contracts/protocol.ts';
import type { Safeguard } from '../contracts/safeguard.ts';
import { screenAnswers } from './screen-answers.ts';

/** What a user talks to. */
export interface ServedSystem {
  readonly protocol: Protocol;
  readonly agents: Agents;
  /** Screens every final answer before it is read. */
  readonly safeguard?: Safeguard | undefined;
}

/** `[prompt]` episodes whose last answer is what a user would read: the agents play, and the safeguard has the last word. */
export async function playForUser(
  { protocol, agents, safeguard }: ServedSystem,
  prompts: readonly Prompt[],
  settings: PlaySettings,
): Promise<readonly Episode[]> {
  const played = await protocol.play(prompts, agents, settings);
  return safeguard === undefined ? played : screenAnswers(safeguard, played);
}
