import { AGENT_ROLES, meanOf, type AgentRole } from '@waltz/core';
import { metricPoints } from '../run/metric-points.ts';
import type { RunRecord } from '../run/run-record.ts';
import { COMPARED } from './read-outcomes.ts';
import type { CellResults } from './sweep-results.ts';

/** KL of a step is held against the median of so many steps of its stage before it. */
const STEPS_BEFORE = 10;
/** In nats a token: smaller KL is no spike, whatever was before. */
const SMALLEST_SPIKE = 0.01;

/** How steadily one agent of a cell was trained. */
export interface AgentStability {
  readonly agent: AgentRole;
  /** `[seed]` variance of the gradient's norm about its mean in the stage, before clipping. */
  readonly gradientVariances: readonly number[];
  /** `[seed]` steps whose KL is more than twice the median of the ten before. */
  readonly klSpikes: readonly number[];
}

export interface CellStability {
  readonly agents: readonly AgentStability[];
  /** Seeds that stopped on a number that is not finite, or that ended with a lower F1 than they began with. */
  readonly diverged: readonly number[];
}

/** How steadily the runs of a cell were trained; agents that none of them trained are left out. */
export function stabilityOf({ finished, missing }: CellResults): CellStability {
  const runs = finished.map(({ run }) => run);
  const agents = AGENT_ROLES.map((agent) => ({
    agent,
    gradientVariances: runs.flatMap((run) => gradientVariance(run, agent) ?? []),
    klSpikes: runs.map((run) => klSpikes(run, agent)),
  }));
  const diverged = [
    ...finished.filter(({ run }) => endedWorse(run)).map(({ seed }) => seed),
    ...missing
      .filter(({ error }) => /\bis (NaN|-?Infinity)\b/.test(error ?? ''))
      .map(({ seed }) => seed),
  ];
  return {
    agents: agents.filter(({ gradientVariances }) => gradientVariances.length > 0),
    diverged: diverged.sort((one, other) => one - other),
  };
}

/** Null without a step that trained the agent. */
function gradientVariance(run: RunRecord, agent: AgentRole): number | null {
  const distances = [...byStage(run, `gradient-norm/${agent}`).values()].flatMap((norms) => {
    const mean = meanOf(norms) ?? 0;
    return norms.map((norm) => (norm - mean) ** 2);
  });
  return meanOf(distances);
}

function klSpikes(run: RunRecord, agent: AgentRole): number {
  return [...byStage(run, `kl/${agent}`).values()]
    .flatMap((divergences) =>
      divergences.map((divergence, step) => {
        if (step < STEPS_BEFORE) return false;
        const before = median(divergences.slice(step - STEPS_BEFORE, step));
        return divergence > SMALLEST_SPIKE && divergence > 2 * before;
      }),
    )
    .filter(Boolean).length;
}

function endedWorse({ evaluations }: RunRecord): boolean {
  const f1 = (wanted: string) =>
    evaluations.find(({ name }) => name === wanted)?.estimates.get('f1')?.value;
  const [before, after] = [f1('base'), f1(COMPARED)];
  return before !== undefined && after !== undefined && after < before;
}

/** `[step]` values of a metric, by stage. */
function byStage(run: RunRecord, metric: string): ReadonlyMap<string, readonly number[]> {
  const stages = new Map<string, number[]>();
  for (const { stage, value } of metricPoints(run, metric)) {
    const values = stages.get(stage) ?? [];
    values.push(value);
    stages.set(stage, values);
  }
  return stages;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  return meanOf(sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1)) ?? 0;
}
