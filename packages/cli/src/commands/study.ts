import { existsSync } from 'node:fs';
import { messageOf, shownPath } from '@waltz/core';
import { readStudyResults, studyOf, studyTables, writeStudy, type Study } from '@waltz/report';
import { EXIT, UsageError, type ExitCode } from '../exit-code.ts';
import { finishedRunAt } from '../run-folder-at.ts';
import { terminalTable } from '../terminal-table.ts';

/**
 * `waltz study RUN`: writes a page for a blind comparison of the base model with the trained pair. With the files that the
 * page saved, shows what raters preferred and how far they agree. Throws a `UsageError` when there is nothing to compare,
 * or a file is not of this study.
 */
export async function study(path: string, results: readonly string[]): Promise<ExitCode> {
  const folder = await finishedRunAt(path);
  const made = await studyOf(folder.path);
  if (made === null || made.pairs.length === 0) {
    throw new UsageError(
      `${path} has nothing to compare: a study needs prompts that were answered differently before training and at the ` +
        `end, and here ${made === null ? 'no evaluation was made before training' : 'all answers are the same'}`,
    );
  }
  if (results.length > 0) {
    const raters = await Promise.all(results.map((file) => readResults(file, made)));
    for (const table of studyTables(made, raters)) console.log(terminalTable(table));
    return EXIT.ok;
  }
  const page = shownPath(await writeStudy(folder.path, made));
  console.log(`study: ${page} (${made.pairs.length} pairs; open it in a browser)`);
  console.log(`Then: npx waltz study ${path} --results FILE…`);
  return EXIT.ok;
}

async function readResults(file: string, made: Study) {
  if (!existsSync(file)) throw new UsageError(`there is no file ${file} with results`);
  try {
    return await readStudyResults(file, made);
  } catch (error) {
    throw new UsageError(messageOf(error), { cause: error });
  }
}
