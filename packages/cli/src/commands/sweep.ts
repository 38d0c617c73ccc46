import { availableParallelism } from 'node:os';
import { shownPath, type SweepRecord } from '@waltz/core';
import { writeSweepReport } from '@waltz/report';
import { EXIT, UsageError, type ExitCode } from '../exit-code.ts';
import { experimentFile } from '../experiment-file.ts';
import { onInterruption } from '../interruption.ts';
import { conductSweeps, seedColumn, SMOKE } from '../sweep/conduct-sweep.ts';
import { prepareSweep, type PreparedSweep } from '../sweep/prepare-sweep.ts';
import { sweepBoard } from '../sweep/sweep-board.ts';

/** `waltz sweep FILE [overrides…]`: runs every cell of a sweep with every seed, and writes the report of all of them. */
export async function sweep(
  given: string,
  overrides: readonly string[],
  jobs: string | undefined,
): Promise<ExitCode> {
  const file = experimentFile(given);
  const prepared = await prepareSweep(file, overrides);
  if (prepared !== null) return sweepAndShow(prepared, runsAtATime(jobs));
  throw new UsageError(
    `${shownPath(file)} has no sweep: block. "npx waltz run" runs a single experiment; docs/config.md shows how to write a sweep`,
  );
}

/** Conducts a sweep before the user's eyes, and ends with the path of its report. */
export async function sweepAndShow(prepared: PreparedSweep, jobs: number): Promise<ExitCode> {
  return (await sweepsAndShow([prepared], jobs)).code;
}

/** Conducts sweeps before the user's eyes, and ends with the paths of their reports. */
export async function sweepsAndShow(
  prepared: readonly PreparedSweep[],
  jobs: number,
): Promise<{ readonly code: ExitCode; readonly records: readonly SweepRecord[] }> {
  const seeds = new Set(prepared.flatMap(({ config }) => config.seeds));
  const board = sweepBoard([SMOKE, ...[...seeds].map(seedColumn)]);
  const interruption = onInterruption((message) => board.note(message));
  try {
    const { signal } = interruption;
    const records = await conductSweeps(prepared, { jobs, signal, board });
    board.stop();
    const failed = records.flatMap(failures);
    for (const line of failed) console.log(line);
    for (const { folder } of prepared) {
      const { html, markdown } = await writeSweepReport(folder);
      console.log(`report: ${shownPath(html)}, and as Markdown: ${shownPath(markdown)}`);
    }
    if (!signal.aborted) return { code: failed.length === 0 ? EXIT.ok : EXIT.failure, records };
    console.log('Interrupted. Everything so far is saved; the same command goes on.');
    return { code: EXIT.interrupted, records };
  } finally {
    board.stop();
    interruption.ignore();
  }
}

function failures({ cells }: SweepRecord): readonly string[] {
  return cells.flatMap(({ name, runs }) =>
    runs.flatMap(({ seed, state, error }) =>
      state === 'failed'
        ? [`failed: ${name}, seed ${seed}: ${error ?? 'it does not say why'}`]
        : [],
    ),
  );
}

/** What `--jobs` says; without it, as many as there are cores. Throws a `UsageError`. */
export function runsAtATime(jobs: string | undefined): number {
  if (jobs === undefined) return availableParallelism();
  const count = Number(jobs);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new UsageError(`--jobs is a whole number of at least 1, not ${jobs}`);
}
