import { join } from 'node:path';
import { shownPath, writeAtomically } from '@waltz/core';
import { PAPER_SWEEPS, paperTables, readMeasuredCells } from '@waltz/report';
import { EXIT, UsageError, type ExitCode } from '../exit-code.ts';
import { experimentFile } from '../experiment-file.ts';
import { fillIn } from '../fill-in.ts';
import { prepareSweep, type PreparedSweep } from '../sweep/prepare-sweep.ts';
import { runsAtATime, sweepsAndShow } from './sweep.ts';

/** What marks the tables' place in a document. */
const COMMAND = 'waltz paper-table';

/**
 * `waltz paper-table [overrides…]`: runs what is missing of the sweeps that the paper's tables are measured on, and writes
 * the tables, claimed beside measured, to `paper-table.md` in the folder of runs. With `into` they go into their place in
 * that document as well. Throws a `UsageError` when a quick look is to go into a document.
 */
export async function paperTable(
  overrides: readonly string[],
  { jobs, into }: { readonly jobs?: string; readonly into?: string },
): Promise<ExitCode> {
  const limit = overrides.find((word) => /^[+~]?limits\b/u.test(word));
  if (into !== undefined && limit !== undefined) {
    throw new UsageError(
      `${limit} makes this a quick look, which is no result for ${into}: leave out the one or the other`,
    );
  }
  const sweeps: PreparedSweep[] = [];
  for (const name of PAPER_SWEEPS) {
    const sweep = await prepareSweep(experimentFile(name), overrides);
    if (sweep === null) throw new UsageError(`the experiment ${name} has no sweep: block any more`);
    sweeps.push(sweep);
  }
  const { code, records } = await sweepsAndShow(sweeps, runsAtATime(jobs));
  if (code === EXIT.interrupted) return code;
  const made = [COMMAND, ...overrides].join(' ');
  const tables = `${paperTables(await readMeasuredCells(records))}\n\nMade by \`npx ${made}\`.`;
  const file = join(storageOf(sweeps), 'paper-table.md');
  await writeAtomically(file, `# ${COMMAND}\n\n${tables}\n`);
  console.log(`tables: ${shownPath(file)}`);
  if (into !== undefined) await fillIn(into, COMMAND, tables);
  return code;
}

function storageOf(sweeps: readonly PreparedSweep[]): string {
  return sweeps[0]?.cells[0]?.runs[0]?.prepared.config.run.folder ?? 'runs';
}
