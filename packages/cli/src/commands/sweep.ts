import { availableParallelism } from 'node:os';
import { shownPath, type SweepRecord } from '@waltz/core';
import { writeSweepReport } from '@waltz/report';
import { EXIT, UsageError, type ExitCode } from '../exit-code.ts';
import { experimentFile } from '../experiment-file.ts';
import { onInterruption } from '../interruption.ts';
import { conductSweep, seedColumn, SMOKE } from '../sweep/conduct-sweep.ts';
import { prepareSweep, type PreparedSweep } from '../sweep/prepare-sweep.ts';
import { sweepBoard } from '../sweep/sweep-board.ts';

/** `waltz sweep FILE [overrides…]`: runs every cell of a sweep with every seed, and writes the report of all of them. */
export async function sweep(
  given: string,
  overrides: readonly string[],
  jobs: string | undefined,
): Promise<ExitCode> {
  const atATime = jobs === undefined ? availableParallelism() : readJobs(jobs);
  const file = experimentFile(given);
  const prepared = await prepareSweep(file, overrides);
  if (prepared !== null) return sweepAndShow(prepared, atATime);
  throw new UsageError(
    `${shownPath(file)} has no sweep: block. "npx waltz run" runs a single experiment; docs/config.md shows how to write a sweep`,
  );
}

/** Conducts a sweep before the user's eyes, and ends with the path of its report. */
export async function sweepAndShow(prepared: PreparedSweep, jobs: number): Promise<ExitCode> {
  const { seeds } = prepared.config;
  const board = sweepBoard([SMOKE, ...seeds.map(seedColumn)]);
  const interruption = onInterruption((message) => board.note(message));
  try {
    const { signal } = interruption;
    const record = await conductSweep(prepared, { jobs, signal, board });
    board.stop();
    for (const line of failures(record)) console.log(line);
    const { html, markdown } = await writeSweepReport(prepared.folder);
    console.log(`report: ${shownPath(html)}, and as Markdown: ${shownPath(markdown)}`);
    if (!signal.aborted) return failures(record).length === 0 ? EXIT.ok : EXIT.failure;
    console.log('Interrupted. Everything so far is saved; the same command goes on.');
    return EXIT.interrupted;
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

function readJobs(jobs: string): number {
  const count = Number(jobs);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new UsageError(`--jobs is a whole number of at least 1, not ${jobs}`);
}
