import type { Agents } from './agent.ts';
import type { Episode } from './episode.ts';
import type { Prompt } from './prompt.ts';

export interface PlaySettings {
  /** The run's seed; each turn draws from a stream of (seed, step, prompt, agent, round). */
  readonly seed: number;
  /** Training step, or the name of an evaluation. */
  readonly step: number | string;
  /** 0 is greedy. */
  readonly temperature: number;
}

/** The rules by which the agents talk. A prompt that comes several times is played anew each time. */
export interface Protocol {
  play(
    prompts: readonly Prompt[],
    agents: Agents,
    settings: PlaySettings,
  ): Promise<readonly Episode[]>;
}
