import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PromptOutcomes, SweepCellRecord, SweepRecord, SweepRunRecord } from '@waltz/core';
import { readRun } from '../run/read-run.ts';
import type { RunRecord } from '../run/run-record.ts';
import { readOutcomes } from './read-outcomes.ts';

/** A finished run of a sweep. */
export interface FinishedSweepRun {
  readonly seed: number;
  readonly run: RunRecord;
  readonly outcomes: PromptOutcomes;
}

export interface CellResults {
  readonly cell: SweepCellRecord;
  /** In the order of the sweep's seeds. */
  readonly finished: readonly FinishedSweepRun[];
  /** Those that failed, were interrupted, or have not begun. */
  readonly missing: readonly SweepRunRecord[];
}

/** All that a sweep has come to. */
export interface SweepResults {
  readonly folder: string;
  readonly record: SweepRecord;
  readonly cells: readonly CellResults[];
}

/** Reads a sweep's folder and the runs that it names. Throws when there is no `sweep.json`. */
export async function readSweepResults(folder: string): Promise<SweepResults> {
  // Written whole by `waltz sweep`.
  const record = JSON.parse(await readFile(join(folder, 'sweep.json'), 'utf8')) as SweepRecord;
  const cells: CellResults[] = [];
  for (const cell of record.cells) {
    const finished: FinishedSweepRun[] = [];
    for (const { seed, folder: path, state } of cell.runs) {
      if (state === 'done') finished.push(await readFinishedRun(path, seed));
    }
    cells.push({ cell, finished, missing: cell.runs.filter(({ state }) => state !== 'done') });
  }
  return { folder, record, cells };
}

/** Throws when the run has left no ledger. */
async function readFinishedRun(path: string, seed: number): Promise<FinishedSweepRun> {
  const run = await readRun(path);
  return { seed, run, outcomes: await readOutcomes(path, run.config) };
}
