import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { PreparedRun } from '../prepare-run.ts';
import { shareOfCores } from './share-of-cores.ts';
import type { WorkerTask } from './worker-messages.ts';

/** The task of running `run` in a worker process, one of `jobs` at a time that share the cores. */
export function workerTask(
  { config, experimentFolder, overrides }: PreparedRun,
  jobs: number,
): WorkerTask {
  return {
    file: join(experimentFolder, `${config.name}.yaml`),
    overrides: [...overrides, ...shareOfCores(config, jobs, availableParallelism())],
  };
}
