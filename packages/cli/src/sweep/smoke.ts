import { messageOf } from '@waltz/core';
import { join } from 'node:path';
import { prepareRun, type PreparedRun } from '../prepare-run.ts';
import type { PreparedCell } from './prepare-sweep.ts';
import type { EvaluationTiming } from './run-cost.ts';
import { startWorker, type WorkerOutcome, type WorkerWatch } from './start-worker.ts';
import { workerTask } from './worker-task.ts';

/** Steps of each stage of a smoke run: the second one shows what a step takes when all is warm. */
const SMOKE_STEPS = 2;
const SMOKE_PROMPTS = 32;
/** Below the folder of runs, where no table of results looks. */
const SMOKE_FOLDER = '.smoke';

/** What a smoke run told. */
export interface SmokeOutcome {
  readonly outcome: WorkerOutcome;
  /** The smoke run itself; null when it could not be prepared. */
  readonly run: PreparedRun | null;
  /** Its last evaluation; null when it had none. */
  readonly evaluation: EvaluationTiming | null;
}

/** Whether the cell's own runs are as short as a smoke run, which would tell nothing more. */
export function isSmokeSized({ runs: [first] }: PreparedCell): boolean {
  const { steps = null, evaluationPrompts = null } = first?.prepared.config.limits ?? {};
  return (steps ?? Infinity) <= SMOKE_STEPS && (evaluationPrompts ?? Infinity) <= SMOKE_PROMPTS;
}

/** Runs a cell with its first seed for two steps of each stage, afresh each time: whether it works may depend on the code. */
export async function smokeCell(
  { runs }: PreparedCell,
  jobs: number,
  watch: WorkerWatch,
): Promise<SmokeOutcome> {
  const [first] = runs;
  if (first === undefined) throw new Error('a cell has at least one seed');
  const { config } = first.prepared;
  const { file, overrides } = workerTask(first.prepared, jobs);
  const smaller = (limit: number | null, cap: number): number => Math.min(limit ?? cap, cap);
  const smokeOverrides = [
    ...overrides,
    `limits.steps=${smaller(config.limits.steps, SMOKE_STEPS)}`,
    `limits.evaluationPrompts=${smaller(config.limits.evaluationPrompts, SMOKE_PROMPTS)}`,
    `run.folder=${JSON.stringify(join(config.run.folder, SMOKE_FOLDER))}`,
    'run.ifExists=overwrite',
  ];
  let evaluation: EvaluationTiming | null = null;
  try {
    const run = await prepareRun(file, smokeOverrides);
    const outcome = await startWorker(
      { file, overrides: smokeOverrides },
      {
        ...watch,
        told: (message) => {
          if (message.kind === 'evaluated') evaluation = message;
          watch.told(message);
        },
      },
    );
    return { outcome, run, evaluation };
  } catch (error) {
    return { outcome: { state: 'failed', error: messageOf(error) }, run: null, evaluation: null };
  }
}
