import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExperimentParts } from '../container/experiment-parts.ts';
import { AGENT_ROLES, type AgentRole } from '../contracts/episode.ts';
import type { ExportedWeights, WeightsExport } from '../contracts/weights-export.ts';
import { ownOrSharedWeights } from './policies.ts';

export interface PoliciesExport extends Omit<WeightsExport, 'weights'> {
  /** Folder of the weights, as a run or a checkpoint leaves it. */
  readonly weights: string;
  /** Null exports both agents. */
  readonly agent: AgentRole | null;
}

/** One exported set of weights. */
export interface ExportedPolicy extends ExportedWeights {
  readonly folder: string;
  /** The agents that speak with these weights. */
  readonly agents: readonly AgentRole[];
}

/**
 * Exports what a run has trained: into `folder` itself where there is one set of weights to export, because one agent is
 * asked for or both share theirs, and into a folder for each agent otherwise.
 * Throws when the engine of the run exports nothing, and what its `exportWeights` throws.
 */
export async function exportPolicies(
  parts: ExperimentParts,
  { weights, folder, agent, ...how }: PoliciesExport,
): Promise<readonly ExportedPolicy[]> {
  const { engines, config } = parts;
  if (engines.exportWeights === undefined) {
    throw new Error(
      `the engine "${config.engine.type}" has no weights that other programs could read`,
    );
  }
  const agentsOf = new Map<string, AgentRole[]>();
  for (const role of agent === null ? AGENT_ROLES : [agent]) {
    const file = ownOrSharedWeights(weights, role);
    agentsOf.set(file, [...(agentsOf.get(file) ?? []), role]);
  }
  const exported: ExportedPolicy[] = [];
  for (const [file, agents] of agentsOf) {
    const own = agentsOf.size === 1 ? folder : join(folder, ...agents);
    await mkdir(own, { recursive: true });
    const made = await engines.exportWeights({ weights: file, folder: own, ...how });
    exported.push({ ...made, folder: own, agents });
  }
  return exported;
}
