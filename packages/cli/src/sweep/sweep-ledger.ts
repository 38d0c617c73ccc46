import { join } from 'node:path';
import { makeFolder, writeAtomically, type SweepRecord, type SweepRunRecord } from '@waltz/core';
import type { PreparedCell, PreparedSweep, SweepRun } from './prepare-sweep.ts';

type RunState = Pick<SweepRunRecord, 'state' | 'error'>;

/** Keeps `sweep.json` up to date: which runs are done, which failed and why. */
export class SweepLedger {
  readonly #sweep: PreparedSweep;
  readonly #states = new Map<string, RunState>();
  #written: Promise<void> = Promise.resolve();

  private constructor(sweep: PreparedSweep) {
    this.#sweep = sweep;
  }

  /** Looks which runs are done already, and writes the first record. Throws a `FileFailure`. */
  static async open(sweep: PreparedSweep): Promise<SweepLedger> {
    const ledger = new SweepLedger(sweep);
    await makeFolder(sweep.folder);
    await ledger.refresh();
    return ledger;
  }

  /** Looks again which of the runs that are still to be done are done by now. */
  async refresh(): Promise<void> {
    for (const { runs } of this.#sweep.cells) {
      for (const run of runs) {
        if (this.stateOf(run).state !== 'waiting') continue;
        this.#states.set(keyOf(run), { state: await stateOf(run) });
      }
    }
    await this.#write();
  }

  stateOf(run: SweepRun): RunState {
    return this.#states.get(keyOf(run)) ?? { state: 'waiting' };
  }

  async set(run: SweepRun, state: RunState): Promise<void> {
    this.#states.set(keyOf(run), state);
    this.#written = this.#written.then(() => this.#write());
    await this.#written;
  }

  get record(): SweepRecord {
    const { experiment, config, cells } = this.#sweep;
    return {
      experiment,
      baseline: config.baseline,
      pairBy: config.pairBy,
      seeds: config.seeds,
      cells: cells.map((cell) => this.#cellRecord(cell)),
    };
  }

  #cellRecord({ name, identity, overrides, runs }: PreparedCell): SweepRecord['cells'][number] {
    return {
      name,
      identity,
      overrides,
      runs: runs.map((run) => ({
        seed: run.seed,
        folder: run.prepared.folder.path,
        ...this.stateOf(run),
      })),
    };
  }

  async #write(): Promise<void> {
    const text = `${JSON.stringify(this.record, null, 2)}\n`;
    await writeAtomically(join(this.#sweep.folder, 'sweep.json'), text);
  }
}

/** Done, unless it is to be done again; all else is to be run, from its checkpoint where it has one. */
async function stateOf({ prepared }: SweepRun): Promise<RunState['state']> {
  if (prepared.config.run.ifExists !== 'resume') return 'waiting';
  // A damaged status is told of by the run itself, which then counts as failed.
  const status = await prepared.folder.readStatus().catch(() => null);
  return status?.state === 'done' ? 'done' : 'waiting';
}

function keyOf({ prepared }: SweepRun): string {
  return prepared.folder.path;
}
