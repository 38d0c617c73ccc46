import type { CriticConfig } from '../config/experiment-config.ts';
import type { Critic } from '../contracts/critic.ts';
import type { EngineProvider } from '../contracts/engine.ts';
import { AGENT_ROLES, type AgentRole } from '../contracts/episode.ts';

/** A value function of a run. */
export interface NamedCritic {
  /** Of its weights and metrics: `critic` where both agents share one, else `<agent>-critic`. */
  readonly name: string;
  /** Whose samples it values. */
  readonly agents: readonly AgentRole[];
  readonly critic: Critic;
}

/**
 * Opens the value functions that `config` asks for. Their trunks start from the weights of their agent, which `trunkOf`
 * gives as a file, or else from the seed; a shared one from those of the conversation agent.
 * Throws when the engine has no critics.
 */
export async function openCritics(
  config: CriticConfig | undefined,
  engines: EngineProvider,
  seed: number,
  trunkOf: (agent: AgentRole) => string | undefined,
): Promise<readonly NamedCritic[]> {
  return Promise.all(
    agentsOfCritics(config).map(async ({ name, agents }) => {
      if (engines.openCritic === undefined) {
        throw new Error(
          'critic needs an engine with value functions, and this one has none; choose the engine "transformer", or an algorithm without a critic',
        );
      }
      const critic = await engines.openCritic({ seed, agents });
      const [first] = agents;
      const trunk = first && trunkOf(first);
      if (trunk !== undefined) await critic.loadTrunk(trunk);
      return { name, agents, critic };
    }),
  );
}

/** The value functions that `config` asks for, and whose samples each values. */
export function agentsOfCritics(
  config: CriticConfig | undefined,
): readonly Pick<NamedCritic, 'name' | 'agents'>[] {
  switch (config?.type) {
    case 'separate':
      return AGENT_ROLES.map((agent) => ({ name: `${agent}-critic`, agents: [agent] }));
    case 'shared':
      return [{ name: 'critic', agents: AGENT_ROLES }];
    default:
      return [];
  }
}
