import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { onlyRun } from './baseline-run.ts';

/** Steps after which there is something to save. */
const BEGUN = 3;

/** Resolves when the run in a folder has done its first steps, or when `signal` is given. */
export async function hasBegun(folder: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && stepOf(folder) < BEGUN) await setTimeout(200);
}

function stepOf(folder: string): number {
  const run = onlyRun(folder, 'waltz-baseline');
  if (run === null) return 0;
  try {
    const { step } = JSON.parse(readFileSync(join(run, 'status.json'), 'utf8')) as {
      readonly step: number;
    };
    return step;
  } catch {
    return 0;
  }
}
