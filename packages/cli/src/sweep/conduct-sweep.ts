import type { SweepRecord } from '@waltz/core';
import { inParallel } from './in-parallel.ts';
import { missingBases } from './missing-bases.ts';
import type { PreparedCell, PreparedSweep, SweepRun } from './prepare-sweep.ts';
import { previewLine } from './preview.ts';
import { isSmokeSized, smokeCell, type SmokeOutcome } from './smoke.ts';
import { startWorker, type WorkerOutcome } from './start-worker.ts';
import type { SweepBoard } from './sweep-board.ts';
import { SweepLedger } from './sweep-ledger.ts';
import { workerTask } from './worker-task.ts';

export interface SweepConducting {
  /** Runs at a time, each in a process of its own. */
  readonly jobs: number;
  readonly signal: AbortSignal;
  readonly board: SweepBoard;
}

/** The column of the board for smoke runs. */
export const SMOKE = 'smoke';

/** The column of the board for runs of this seed. */
export function seedColumn(seed: number): string {
  return `seed ${seed}`;
}

/** A sweep whose cells have been tried. */
interface RehearsedSweep {
  readonly sweep: PreparedSweep;
  readonly ledger: SweepLedger;
  /** The cells that may run, each with what its smoke run told, if it needed one. */
  readonly sound: ReadonlyMap<PreparedCell, SmokeOutcome | null>;
}

/**
 * Runs what is missing of sweeps: a smoke run of each cell that has no finished run, a word on what it will all cost, then
 * one sweep after the other: the base models that are not there, each once, and the runs, seed after seed. A run that
 * several sweeps ask for is run once. A cell that fails is recorded as failed and the others go on. Gives the records,
 * which each `sweep.json` holds too.
 */
export async function conductSweeps(
  sweeps: readonly PreparedSweep[],
  conducting: SweepConducting,
): Promise<readonly SweepRecord[]> {
  const { jobs, signal, board } = conducting;
  const rehearsed: RehearsedSweep[] = [];
  for (const sweep of sweeps) {
    const ledger = await SweepLedger.open(sweep);
    showStart(sweep, ledger, board);
    rehearsed.push({ sweep, ledger, sound: await smokeCells(sweep, ledger, conducting) });
  }
  const pending = onceEach(rehearsed.flatMap(pendingRuns));
  if (pending.length > 0 && !signal.aborted) {
    const all = onceEach(
      sweeps.flatMap(({ cells }) =>
        cells.flatMap((cell) => cell.runs.map((run) => ({ cell, run }))),
      ),
    );
    const smokes = new Map(rehearsed.flatMap(({ sound }) => [...sound]));
    board.note(await previewLine(pending, all.length, smokes, jobs));
  }
  const records: SweepRecord[] = [];
  for (const each of rehearsed) records.push(await performSweep(each, conducting));
  return records;
}

async function performSweep(
  rehearsed: RehearsedSweep,
  conducting: SweepConducting,
): Promise<SweepRecord> {
  const { ledger } = rehearsed;
  const { jobs, signal, board } = conducting;
  // A sweep before this one may have had some of its runs.
  await ledger.refresh();
  const pending = pendingRuns(rehearsed);
  const brokenBases = await makeBases(pending, conducting);
  await inParallel(
    pending,
    jobs,
    async ({ cell, run }) => {
      const broken = brokenBases.get(run.prepared.base?.identity ?? '');
      const outcome = broken ?? (await runInWorker(cell, run, conducting));
      await ledger.set(run, outcome);
      board.state(cell.name, seedColumn(run.seed), shown(outcome));
    },
    () => signal.aborted,
  );
  return ledger.record;
}

interface PendingRun {
  readonly cell: PreparedCell;
  readonly run: SweepRun;
}

function showStart(sweep: PreparedSweep, ledger: SweepLedger, board: SweepBoard): void {
  for (const cell of sweep.cells) {
    for (const run of cell.runs) {
      const { state } = ledger.stateOf(run);
      board.state(cell.name, seedColumn(run.seed), state);
    }
  }
}

/** The cells that may run, each with what its smoke run told, if it needed one; those that failed are recorded. */
async function smokeCells(
  sweep: PreparedSweep,
  ledger: SweepLedger,
  { jobs, signal, board }: SweepConducting,
): Promise<ReadonlyMap<PreparedCell, SmokeOutcome | null>> {
  const sound = new Map<PreparedCell, SmokeOutcome | null>();
  await inParallel(
    sweep.cells,
    jobs,
    async (cell) => {
      const isTried = cell.runs.some((run) => ledger.stateOf(run).state === 'done');
      if (isTried || isSmokeSized(cell)) {
        sound.set(cell, null);
        return;
      }
      board.state(cell.name, SMOKE, 'starts');
      const smoke = await smokeCell(cell, jobs, {
        signal,
        told: (message) => {
          if (message.kind === 'progress') board.progress(cell.name, SMOKE, message.place);
        },
      });
      board.state(cell.name, SMOKE, shown(smoke.outcome));
      if (smoke.outcome.state === 'done') sound.set(cell, smoke);
      if (smoke.outcome.state !== 'failed') return;
      const error = `its smoke run failed: ${smoke.outcome.error}`;
      for (const run of cell.runs) {
        await ledger.set(run, { state: 'failed', error });
        board.state(cell.name, seedColumn(run.seed), 'failed');
      }
    },
    () => signal.aborted,
  );
  return sound;
}

/** Each run folder once. */
function onceEach(runs: readonly PendingRun[]): readonly PendingRun[] {
  return [...new Map(runs.map((pending) => [pending.run.prepared.folder.path, pending])).values()];
}

/** Seed after seed, so that whole comparisons come early. */
function pendingRuns({
  sweep: { config, cells },
  ledger,
  sound,
}: RehearsedSweep): readonly PendingRun[] {
  return config.seeds.flatMap((seed) =>
    cells
      .filter((cell) => sound.has(cell))
      .flatMap((cell) =>
        cell.runs
          .filter((run) => run.seed === seed && ledger.stateOf(run).state !== 'done')
          .map((run) => ({ cell, run })),
      ),
  );
}

/** Makes every base model that is missing, once; gives those that failed, by identity. */
async function makeBases(
  pending: readonly PendingRun[],
  { jobs, signal, board }: SweepConducting,
): Promise<ReadonlyMap<string, WorkerOutcome>> {
  const broken = new Map<string, WorkerOutcome>();
  await inParallel(
    missingBases(pending),
    jobs,
    async ({ base }) => {
      const { name, seed } = base.config;
      const row = `base model ${name}`;
      board.state(row, seedColumn(seed), 'starts');
      const outcome = await startWorker(workerTask(base, jobs), {
        signal,
        told: (message) => {
          if (message.kind === 'progress') board.progress(row, seedColumn(seed), message.place);
        },
      });
      board.state(row, seedColumn(seed), shown(outcome));
      if (outcome.state !== 'failed') return;
      broken.set(base.identity, { ...outcome, error: `its base model failed: ${outcome.error}` });
    },
    () => signal.aborted,
  );
  return broken;
}

function runInWorker(
  cell: PreparedCell,
  { seed, prepared }: SweepRun,
  { jobs, signal, board }: SweepConducting,
): Promise<WorkerOutcome> {
  board.state(cell.name, seedColumn(seed), 'starts');
  return startWorker(workerTask(prepared, jobs), {
    signal,
    told: (message) => {
      if (message.kind === 'progress') board.progress(cell.name, seedColumn(seed), message.place);
    },
  });
}

/** The state, with the first line of what went wrong. */
function shown(outcome: WorkerOutcome): string {
  if (outcome.state !== 'failed') return outcome.state;
  const [line = ''] = outcome.error.split('\n');
  return `failed: ${line}`;
}
