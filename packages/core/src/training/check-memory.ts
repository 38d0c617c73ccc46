import type { ExperimentConfig } from '../config/experiment-config.ts';
import type { EngineProvider } from '../contracts/engine.ts';
import { AGENT_ROLES } from '../contracts/episode.ts';
import type { MemoryEstimate, MemoryShare, SetsOfWeights } from '../contracts/memory-estimate.ts';
import { memorySize } from '../run/bytes-in-words.ts';
import { agentsOfCritics } from './critics.ts';
import { makesBaseModel } from './stage-plan.ts';

/** How far above what there is an estimate has to be before a run is refused: estimates are rough. */
const TOO_MUCH = 1.25;

/**
 * Tells `notice` how much memory the run is going to need, and for what. Throws, saying what would lower it, when that is
 * far more than there is.
 */
export function checkMemory(
  config: ExperimentConfig,
  engines: EngineProvider,
  notice: (message: string) => void,
): void {
  const estimate = engines.estimateMemory?.(setsOfWeights(config));
  if (estimate === undefined) return;
  const needed = estimate.shares.reduce((sum, { bytes }) => sum + bytes, 0);
  const bytes = estimate.room?.bytes ?? Infinity;
  if (needed > TOO_MUCH * bytes) {
    throw new Error(
      `this run would not fit into ${estimate.room?.where ?? 'memory'}: ${described(estimate, needed)}. ` +
        `Less is needed with ${advice(estimate.shares)}`,
    );
  }
  const tight =
    needed > bytes ? `; that may be too much: less is needed with ${advice(estimate.shares)}` : '';
  notice(`memory: ${described(estimate, needed)}${tight}`);
}

/** Sets of weights that are open at once at most. */
export function setsOfWeights(config: ExperimentConfig): SetsOfWeights {
  if (makesBaseModel(config)) return { trained: 1, references: 0, critics: 0 };
  const references = Object.values(config.stages).map((stage) => {
    if (stage.type !== 'reinforcement') return 1;
    return AGENT_ROLES.filter((agent) => !stage.agents[agent].freeze).length;
  });
  return {
    trained: AGENT_ROLES.length,
    references: Math.max(0, ...references),
    critics: agentsOfCritics(config.critic).length,
  };
}

function described({ shares, room }: MemoryEstimate, needed: number): string {
  const parts = shares
    .filter(({ bytes }) => bytes >= needed / 100)
    .map(({ what, bytes }) => `${what} ${memorySize(bytes)}`);
  const of = room === null ? '' : ` of ${memorySize(room.bytes)} of ${room.where}`;
  return `about ${memorySize(needed)}${of} (${parts.join(', ')})`;
}

/** The options that lower the largest shares, the largest first. */
function advice(shares: readonly MemoryShare[]): string {
  const options = [...shares]
    .sort((a, b) => b.bytes - a.bytes)
    .flatMap(({ lessWith }) => lessWith ?? []);
  return `${options.join(', ')}, or a smaller model`;
}
