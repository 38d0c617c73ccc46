import { existsSync } from 'node:fs';
import {
  applicationContainer,
  assembleExperiment,
  type ExperimentParts,
  type Secrets,
} from '@waltz/core';
import { UsageError } from './exit-code.ts';
import { reopenRun } from './prepare-run.ts';

/** A run that has come to its final weights, with everything that its config names. */
export interface TrainedRun {
  readonly parts: ExperimentParts;
  /** Folder of the final weights. */
  readonly weights: string;
}

/**
 * Assembles the run in `path` as it was started; `notice` is told what is noticed on the way, without secrets.
 * Throws a `UsageError` when the run has not come to its final weights.
 */
export async function openTrainedRun(
  path: string,
  secrets: Secrets,
  notice: (message: string) => void,
): Promise<TrainedRun> {
  const { config, experimentFolder, registry, folder } = await reopenRun(path);
  const weights = folder.file('weights');
  if (!existsSync(weights)) {
    throw new UsageError(
      `${path} has no final weights: the run is not finished; go on with: npx waltz resume ${path}`,
    );
  }
  const parts = await assembleExperiment(applicationContainer(registry, secrets), config, {
    seed: config.seed,
    folder: experimentFolder,
    notice: (message) => notice(secrets.redact(message)),
  });
  return { parts, weights };
}
