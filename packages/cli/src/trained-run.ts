import { existsSync } from 'node:fs';
import {
  messageOf,
  applicationContainer,
  assembleExperiment,
  CheckpointStore,
  resumeCommand,
  Revisions,
  type ExperimentConfig,
  type ExperimentParts,
  type RunFolder,
  type Secrets,
} from '@waltz/core';
import { UsageError } from './exit-code.ts';
import { reopenRun } from './prepare-run.ts';

/** A run that has come to its final weights, with everything that its config names. */
export interface TrainedRun {
  readonly parts: ExperimentParts;
  readonly folder: RunFolder;
  /** Folder of the weights. */
  readonly weights: string;
}

/**
 * Assembles the run in `path` as it was started, with its final weights or those of the checkpoint after `step` steps;
 * `notice` is told what is noticed on the way, without secrets.
 * Throws a `UsageError` when the run has not come to its final weights, or has no such checkpoint.
 */
export async function openTrainedRun(
  path: string,
  secrets: Secrets,
  notice: (message: string) => void,
  step: number | null = null,
): Promise<TrainedRun> {
  const { config, experimentFolder, registry, folder } = await reopenRun(path);
  const weights =
    step === null ? finalWeights(path, folder) : await checkpointOf(folder, config, step);
  const environment = await folder.readEnvironment();
  const parts = await assembleExperiment(applicationContainer(registry, secrets), config, {
    seed: config.seed,
    folder: experimentFolder,
    notice: (message) => notice(secrets.redact(message)),
    revisions: new Revisions(environment?.revisions),
  });
  return { parts, folder, weights };
}

function finalWeights(path: string, folder: RunFolder): string {
  const weights = folder.file('weights');
  if (existsSync(weights)) return weights;
  throw new UsageError(
    `${path} has no final weights: the run is not finished; go on with: ${resumeCommand(path)}`,
  );
}

async function checkpointOf(
  folder: RunFolder,
  { checkpoints }: ExperimentConfig,
  step: number,
): Promise<string> {
  const store = new CheckpointStore(folder.file('checkpoints'), checkpoints.keep);
  try {
    return (await store.at(step)).folder;
  } catch (error) {
    throw new UsageError(messageOf(error), { cause: error });
  }
}
