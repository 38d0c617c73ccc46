import { existsSync } from 'node:fs';
import { EXIT, UsageError, type ExitCode } from '../exit-code.ts';
import { fillIn } from '../fill-in.ts';
import { readRunGroups } from '../run-groups.ts';
import { CELL, seedsTable } from '../seeds-table.ts';

/**
 * `waltz table FOLDER…`: the finished runs below the folders, mean and spread over seeds, as a Markdown table for each
 * group of runs that differ in their seed alone. With `document` the tables go into their place in that file instead.
 */
export async function showTable(
  folders: readonly string[],
  document: string | undefined,
): Promise<ExitCode> {
  const missing = folders.find((folder) => !existsSync(folder));
  const groups = missing === undefined ? await readRunGroups(folders) : [];
  if (groups.length === 0) {
    throw new UsageError(
      `${missing ?? folders.join(', ')} holds no finished runs: name a folder like runs/waltz-baseline`,
    );
  }
  const command = ['waltz', 'table', ...folders].join(' ');
  const tables = [...groups.map(seedsTable), `${CELL} Made by \`npx ${command}\`.`].join('\n\n');
  if (document === undefined) console.log(tables);
  else await fillIn(document, command, tables);
  return EXIT.ok;
}
