import {
  applicationContainer,
  assembleExperiment,
  evaluationSize,
  meanAndSpread,
  Secrets,
} from '@waltz/core';
import type { PreparedRun } from '../prepare-run.ts';
import { missingBases } from './missing-bases.ts';
import type { PreparedCell, SweepRun } from './prepare-sweep.ts';
import { costFromSmoke, costOfFinished, type RunCost } from './run-cost.ts';
import type { SmokeOutcome } from './smoke.ts';

/**
 * What is about to start: runs, `all` of them being asked for, tokens and hours. A run is taken to cost what the finished runs of its cell did or, where
 * there are none, what its smoke run says. Of runs that are no longer than a smoke run only the number is told.
 */
export async function previewLine(
  pending: readonly { readonly cell: PreparedCell; readonly run: SweepRun }[],
  all: number,
  smokes: ReadonlyMap<PreparedCell, SmokeOutcome | null>,
  jobs: number,
): Promise<string> {
  const [first] = pending;
  const prompts = first === undefined ? 0 : await evaluationPrompts(first.run.prepared);
  const costs = new Map<PreparedCell, RunCost>();
  for (const { cell, run } of pending) {
    if (costs.has(cell)) continue;
    costs.set(
      cell,
      (await meanCost(cell)) ?? (await smokeCost(run, smokes.get(cell) ?? null, prompts)),
    );
  }
  const ofBases = await baseCosts(pending, smokes);
  const total = (part: keyof RunCost): number =>
    pending.reduce((sum, { cell }) => sum + (costs.get(cell)?.[part] ?? 0), 0) +
    ofBases.reduce((sum, cost) => sum + cost[part], 0);
  const seconds = total('seconds');
  if (seconds === 0) return `${pending.length} of ${all} runs to do`;
  const wall = seconds / Math.min(jobs, pending.length);
  return (
    `${pending.length} of ${all} runs to do: about ${inMillions(total('tokens'))} million tokens sampled and trained on, ` +
    `${inHours(seconds)} of computing, ${inHours(wall)} with ${jobs} at a time, missing base models included`
  );
}

/** What the missing base models take, by the smoke runs of the cells that need them; those that are runs themselves are not counted twice. */
async function baseCosts(
  pending: readonly { readonly cell: PreparedCell; readonly run: SweepRun }[],
  smokes: ReadonlyMap<PreparedCell, SmokeOutcome | null>,
): Promise<readonly RunCost[]> {
  const runs = new Set(pending.map(({ run }) => run.prepared.folder.path));
  const costs: RunCost[] = [];
  for (const { base, cell } of missingBases(pending)) {
    const smoke = smokes.get(cell)?.run?.base ?? null;
    if (smoke === null || runs.has(base.folder.path)) continue;
    costs.push(await costFromSmoke(base.config, smoke.folder, null, 0));
  }
  return costs;
}

async function meanCost(cell: PreparedCell): Promise<RunCost | null> {
  const costs: RunCost[] = [];
  for (const { prepared } of cell.runs) {
    const cost = await costOfFinished(prepared.folder).catch(() => null);
    if (cost !== null) costs.push(cost);
  }
  const { value: seconds } = meanAndSpread(costs.map((cost) => cost.seconds));
  const { value: tokens } = meanAndSpread(costs.map((cost) => cost.tokens));
  return seconds === null || tokens === null ? null : { seconds, tokens };
}

async function smokeCost(
  { prepared }: SweepRun,
  smoke: SmokeOutcome | null,
  prompts: number,
): Promise<RunCost> {
  const run = smoke?.run ?? null;
  if (smoke === null || run === null) return { seconds: 0, tokens: 0 };
  return costFromSmoke(prepared.config, run.folder, smoke.evaluation, prompts);
}

/** Prompts of one evaluation of this run. */
async function evaluationPrompts({
  config,
  experimentFolder,
  registry,
}: PreparedRun): Promise<number> {
  const context = { seed: config.seed, folder: experimentFolder, notice: () => {} };
  const container = applicationContainer(registry, new Secrets());
  return evaluationSize(await assembleExperiment(container, config, context));
}

function inMillions(tokens: number): string {
  return (tokens / 1e6).toPrecision(2);
}

function inHours(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(0)} seconds`;
  return seconds < 3600
    ? `${(seconds / 60).toFixed(0)} minutes`
    : `${(seconds / 3600).toFixed(1)} hours`;
}
