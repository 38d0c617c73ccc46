import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { onlyRun } from './baseline-run.ts';

/** Steps after which there is something to save. */
const BEGUN = 3;

/** Resolves when the run of an experiment in a folder has done its first steps, or when `signal` is given. */
export async function hasBegun(
  folder: string,
  experiment: string,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted && stepsOf(folder, experiment) < BEGUN) await setTimeout(50);
}

function stepsOf(folder: string, experiment: string): number {
  const run = onlyRun(folder, experiment);
  if (run === null) return 0;
  try {
    return readFileSync(join(run, 'metrics.jsonl'), 'utf8').split('\n').length - 1;
  } catch {
    return 0;
  }
}
