import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ExperimentParts } from '../container/experiment-parts.ts';
import type { Agents } from '../contracts/agent.ts';
import type { Critic } from '../contracts/critic.ts';
import type { Engine } from '../contracts/engine.ts';
import type { AgentRole } from '../contracts/episode.ts';
import { deriveSeed } from '../random/random-stream.ts';
import { meteredCritic, meteredEngine } from '../work/metered.ts';
import { WorkMeter } from '../work/work-meter.ts';
import { openCritics, type NamedCritic } from './critics.ts';
import { makesBaseModel } from './stage-plan.ts';

/** The name of weights that both agents share. */
const SHARED = 'base';

/** The weights of a run, and the agents that speak with them. */
export interface Policies {
  /** By file name: `conversation` and `feedback`, or `base` while a base model is made. */
  readonly engines: Readonly<Record<string, Engine>>;
  readonly agents: Agents;
  /** The value functions of the agents; none where the experiment has no critic. */
  readonly critics: readonly NamedCritic[];
}

/**
 * Opens the weights of a run: one set for each agent, both equal at first, or one set for both while a base model is
 * made. They come from `baseWeights`, the weights that another run left, or else from the run's seed; and so do the
 * trunks of the critics, where the experiment has any. What all of them do is counted by `meter`.
 */
export async function openPolicies(
  parts: ExperimentParts,
  baseWeights: string | undefined,
  meter: WorkMeter,
): Promise<Policies> {
  const seed = deriveSeed([parts.config.seed, 'weights']);
  const open = async (name: string): Promise<Engine> => {
    const engine = meteredEngine(await parts.engines.open({ seed }), name, meter);
    if (baseWeights !== undefined) {
      await engine.loadWeights(ownOrSharedWeights(baseWeights, name), { optimiser: false });
    }
    return engine;
  };
  if (makesBaseModel(parts.config)) {
    const base = await open(SHARED);
    const agents = await parts.createAgents({ conversation: base, feedback: base });
    return { engines: { [SHARED]: base }, agents, critics: [] };
  }
  const engines: Record<AgentRole, Engine> = {
    conversation: await open('conversation'),
    feedback: await open('feedback'),
  };
  const critics = await openCritics(parts.config.critic, parts.engines, seed, (agent) =>
    baseWeights === undefined ? undefined : ownOrSharedWeights(baseWeights, agent),
  );
  const metered = critics.map((named) => ({
    ...named,
    critic: meteredCritic(named.critic, named.name, meter),
  }));
  return { engines, agents: await parts.createAgents(engines), critics: metered };
}

/**
 * Opens a run's policies with the weights that lie in `folder`, to be used and not trained.
 * Throws when the weights are missing or of another shape.
 */
export async function openTrainedPolicies(
  parts: ExperimentParts,
  folder: string,
): Promise<Policies> {
  const policies = await openPolicies(parts, undefined, new WorkMeter());
  try {
    await loadPolicies(policies, folder, { optimiser: false });
    return policies;
  } catch (error) {
    disposePolicies(policies);
    throw error;
  }
}

/** A run that trained both agents left weights for each; one that made a base model left one set. */
export function ownOrSharedWeights(folder: string, name: string): string {
  const own = weightsFile(folder, name);
  return existsSync(own) ? own : weightsFile(folder, SHARED);
}

/** The engine of that name. Throws when this run has none. */
export function engineNamed({ engines }: Policies, name: string): Engine {
  const engine = engines[name];
  if (engine === undefined) throw new Error(`this run has no weights named "${name}"`);
  return engine;
}

/** Writes every set of weights to `folder`, with its optimiser's state. */
export async function savePolicies(policies: Policies, folder: string): Promise<void> {
  for (const [name, weights] of setsOfWeights(policies)) {
    await weights.saveWeights(weightsFile(folder, name));
  }
}

/** Reads every set of weights from `folder`; without `optimiser`, the optimisers start afresh. */
export async function loadPolicies(
  policies: Policies,
  folder: string,
  parts: { readonly optimiser: boolean },
): Promise<void> {
  for (const [name, weights] of setsOfWeights(policies)) {
    await weights.loadWeights(weightsFile(folder, name), parts);
  }
}

export function weightsFile(folder: string, name: string): string {
  return join(folder, `${name}.safetensors`);
}

/** Frees the weights. */
export function disposePolicies(policies: Policies): void {
  for (const [, weights] of setsOfWeights(policies)) weights.dispose();
}

/** Every set of weights of a run, by the name of its file. */
function setsOfWeights({
  engines,
  critics,
}: Policies): readonly (readonly [string, Engine | Critic])[] {
  return [
    ...Object.entries(engines),
    ...critics.map(({ name, critic }) => [name, critic] as const),
  ];
}
