import { access } from 'node:fs/promises';
import type { Critic, DifferentiatedValues } from '../contracts/critic.ts';
import type { AdamParameters, OptimStepReport, TokenSequence } from '../contracts/engine.ts';
import type { AgentRole } from '../contracts/episode.ts';
import { AdamTable } from './adam-table.ts';

/**
 * A real value function in a few lines of plain numbers, for tests: V is a number for the token before, which all agents
 * share, and one for the agent.
 */
export class BigramCritic implements Critic {
  readonly #vocabularySize: number;
  readonly #agents: readonly AgentRole[];
  readonly #table: AdamTable;

  constructor(vocabularySize: number, agents: readonly AgentRole[]) {
    this.#vocabularySize = vocabularySize;
    this.#agents = agents;
    this.#table = new AdamTable(Array<number>(vocabularySize + agents.length).fill(0));
  }

  values(
    agent: AgentRole,
    sequences: readonly TokenSequence[],
  ): Promise<readonly (readonly number[])[]> {
    const valueOf = (index: number) => this.#table.values[index] ?? Number.NaN;
    const head = valueOf(this.#headOf(agent));
    return Promise.resolve(
      sequences.map((sequence) => previousTokens(sequence).map((token) => valueOf(token) + head)),
    );
  }

  forwardBackward(
    agent: AgentRole,
    sequences: readonly DifferentiatedValues[],
  ): Promise<readonly (readonly number[])[]> {
    for (const sequence of sequences) {
      previousTokens(sequence).forEach((token, position) => {
        const slope = sequence.derivatives[position] ?? Number.NaN;
        this.#table.accumulate(token, slope);
        this.#table.accumulate(this.#headOf(agent), slope);
      });
    }
    return this.values(agent, sequences);
  }

  optimStep(parameters: AdamParameters): Promise<OptimStepReport> {
    return this.#table.step(parameters);
  }

  saveWeights(path: string): Promise<void> {
    return this.#table.save(path);
  }

  loadWeights(path: string, parts: { readonly optimiser: boolean }): Promise<void> {
    return this.#table.load(path, parts);
  }

  /** A bigram engine has no trunk that tells anything of values. */
  async loadTrunk(path: string): Promise<void> {
    await access(path);
  }

  dispose(): void {}

  #headOf(agent: AgentRole): number {
    const head = this.#agents.indexOf(agent);
    if (head < 0) throw new Error(`this critic has no head for the ${agent} agent`);
    return this.#vocabularySize + head;
  }
}

/** `[token]` the token before each completion token. */
function previousTokens({ context, completion }: TokenSequence): readonly number[] {
  return [...context.slice(-1), ...completion.slice(0, -1)];
}
