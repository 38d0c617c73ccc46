import { basename, dirname, join, resolve } from 'node:path';
import {
  ConfigError,
  digest,
  loadSweep,
  type ConfigProblem,
  type SweepCell,
  type SweepConfig,
} from '@waltz/core';
import { UsageError } from '../exit-code.ts';
import { prepareRun, type PreparedRun } from '../prepare-run.ts';

/** The run of one cell with one seed. */
export interface SweepRun {
  readonly seed: number;
  readonly prepared: PreparedRun;
}

export interface PreparedCell {
  readonly name: string;
  readonly identity: string;
  /** What sets it apart from the experiment. */
  readonly overrides: readonly string[];
  readonly runs: readonly SweepRun[];
}

/** A sweep whose every run is checked. */
export interface PreparedSweep {
  readonly experiment: string;
  readonly config: SweepConfig;
  readonly cells: readonly PreparedCell[];
  /** Where its record and its report are kept. */
  readonly folder: string;
}

/**
 * Checks a sweep whole, every cell with every seed, before anything runs; null when the file has no `sweep:` block.
 * Throws a `ConfigError` with all that is wrong, or a `UsageError` when two cells are the same.
 */
export async function prepareSweep(
  file: string,
  overrides: readonly string[],
): Promise<PreparedSweep | null> {
  const loaded = loadSweep(file, overrides);
  if (loaded === null) return null;
  const { config, shared } = loaded;
  const seedGiven = shared.find((word) => /^[+~]?seed\b/u.test(word));
  if (seedGiven !== undefined) {
    throw new UsageError(
      `${seedGiven}: a sweep runs every cell with the same seeds: give them as "sweep.seeds=[1, 2]"`,
    );
  }
  const cells: PreparedCell[] = [];
  const problems: ConfigProblem[] = [];
  for (const cell of config.cells) {
    try {
      cells.push(await prepareCell(file, cell, shared, config.seeds));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.push(...error.problems.map((problem) => ofCell(problem, cell)));
    }
  }
  if (problems.length > 0) throw new ConfigError(file, distinct(problems));
  requireDifferent(cells);
  return {
    experiment: basename(file, '.yaml'),
    config,
    cells,
    folder: sweepFolder(file, config, cells),
  };
}

async function prepareCell(
  sweepFile: string,
  { name, experiment, overrides }: SweepCell,
  shared: readonly string[],
  seeds: readonly number[],
): Promise<PreparedCell> {
  const file = experiment === null ? sweepFile : join(dirname(sweepFile), `${experiment}.yaml`);
  const runs: SweepRun[] = [];
  for (const seed of seeds) {
    const prepared = await prepareRun(file, [...shared, ...overrides, `seed=${seed}`]);
    runs.push({ seed, prepared });
  }
  return { name, identity: runs[0]?.prepared.cell ?? '', overrides, runs };
}

/** A problem with what the cell overrides is told where the cell is written. */
function ofCell(problem: ConfigProblem, cell: SweepCell): ConfigProblem {
  const { source } = problem;
  if (source === null || !('override' in source) || !cell.overrides.includes(source.override)) {
    return problem;
  }
  return {
    ...problem,
    source: cell.source,
    message: `${problem.message} (cell "${cell.name}", ${source.override})`,
  };
}

/** What is wrong with the experiment itself is wrong in every cell: once is enough. */
function distinct(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

function requireDifferent(cells: readonly PreparedCell[]): void {
  for (const [index, { name, identity }] of cells.entries()) {
    const same = cells.slice(0, index).find((other) => other.identity === identity);
    if (same === undefined) continue;
    throw new UsageError(
      `the cells "${same.name}" and "${name}" come to the same config: drop one of them`,
    );
  }
}

/** Named by what is compared, so that seeds can be added later; a quick look with limits gets a folder of its own. */
function sweepFolder(
  file: string,
  { baseline, pairBy }: SweepConfig,
  cells: readonly PreparedCell[],
): string {
  const storage = cells[0]?.runs[0]?.prepared.config.run.folder ?? 'runs';
  const compared = { baseline, pairBy, cells: cells.map(({ name, identity }) => [name, identity]) };
  return resolve(storage, basename(file, '.yaml'), `sweep-${digest(compared)}`);
}
