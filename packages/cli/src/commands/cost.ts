import { costTables, readRun } from '@waltz/report';
import { EXIT, UsageError, type ExitCode } from '../exit-code.ts';
import { runFolderAt } from '../run-folder-at.ts';
import { terminalTable } from '../terminal-table.ts';

/**
 * `waltz cost RUN`: tokens, seconds and FLOPs of each agent and phase, what feedback adds to answering, and what other
 * sizes would cost; of a run that is still going on too. Throws a `UsageError` when the run has no record of its work.
 */
export async function showCost(path: string): Promise<ExitCode> {
  const tables = costTables(await readRun(runFolderAt(path).path));
  if (tables.length === 0) {
    throw new UsageError(
      `${path} has no record of its work: it has not taken a step yet, or is older than these records; ` +
        'npx waltz run with run.ifExists=overwrite makes it anew',
    );
  }
  for (const table of tables) console.log(terminalTable(table));
  return EXIT.ok;
}
