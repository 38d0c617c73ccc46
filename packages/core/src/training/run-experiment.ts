import type { ExperimentParts } from '../container/experiment-parts.ts';
import type { RunSummary } from '../tracking/summary.ts';
import { FINAL_EVALUATION } from './evaluate-splits.ts';
import { SILENT_OBSERVER, type RunObserver } from './run-observer.ts';
import { makesBaseModel } from './stage-plan.ts';
import { RunInterrupted, TrainingRun } from './training-run.ts';

export interface RunOptions {
  /** The folder of weights that both agents start from; without it they start from random weights. */
  readonly baseWeights?: string | undefined;
  /** Aborting it lets the run finish its step, save a checkpoint and end as `interrupted`. */
  readonly signal?: AbortSignal;
  readonly observer?: RunObserver;
}

export type RunOutcome =
  | { readonly state: 'done'; readonly summary: RunSummary }
  | { readonly state: 'interrupted'; readonly stage: string; readonly step: number };

/**
 * Runs an experiment in its run folder: evaluates the base model, trains stage by stage, evaluates after each. A run
 * that was stopped, or killed, goes on from its newest whole checkpoint and ends as the unbroken one would have.
 * An experiment that makes a base model has nothing to evaluate before training; one without stages evaluates the
 * weights that it was given, once.
 *
 * Throws when a number of training is not finite (the batch is then in `failures/`), when the run folder cannot be
 * written, or when a device fails: what is done is then saved where it can be, and the error says how to go on.
 */
export async function runExperiment(
  parts: ExperimentParts,
  runFolder: string,
  {
    baseWeights,
    signal = new AbortController().signal,
    observer = SILENT_OBSERVER,
  }: RunOptions = {},
): Promise<RunOutcome> {
  const run = await TrainingRun.open(parts, runFolder, { baseWeights, signal, observer });
  try {
    const isTrained = run.plan.length > 0;
    if (!makesBaseModel(parts.config)) await run.evaluate(isTrained ? 'base' : FINAL_EVALUATION);
    for (const stage of run.plan) {
      await run.train(stage);
      await run.evaluate(stage === run.plan.at(-1) ? FINAL_EVALUATION : stage.name);
    }
    return { state: 'done', summary: await run.finish() };
  } catch (error) {
    if (!(error instanceof RunInterrupted)) throw await run.afterFailure(error);
    const { stage, step } = run.position;
    return { state: 'interrupted', stage, step };
  } finally {
    await run.close();
    await parts.closeLocalModels();
  }
}
