import type { AgentRole } from '../contracts/episode.ts';
import type { Prompt } from '../contracts/prompt.ts';
import type { PlaySettings } from '../contracts/protocol.ts';
import { deriveSeed } from '../random/random-stream.ts';

/** A prompt that a protocol is about to play. */
export interface Play {
  readonly prompt: Prompt;
  /** The seed of the turn that `agent` writes in `round`. */
  readonly seedOf: (agent: AgentRole, round: number) => number;
}

/**
 * `[prompt]` what a protocol starts from: each prompt with the seeds of its turns, which depend on (seed, step, prompt,
 * agent, round) alone. A prompt that comes several times in the batch is played anew each time: its plays have seeds of
 * their own.
 */
export function beginPlays(
  prompts: readonly Prompt[],
  { seed, step }: Pick<PlaySettings, 'seed' | 'step'>,
): readonly Play[] {
  const draws = new Map<string, number>();
  return prompts.map((prompt) => {
    const draw = draws.get(prompt.id) ?? 0;
    draws.set(prompt.id, draw + 1);
    return {
      prompt,
      seedOf: (agent, round) => deriveSeed([seed, step, prompt.id, draw, agent, round]),
    };
  });
}
