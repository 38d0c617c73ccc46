import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { shownPath, writeAtomically } from '@waltz/core';
import { UsageError } from './exit-code.ts';
import { replaceMarkedSection, sectionMarks } from './marked-section.ts';

/** Puts what `command` made into its marked place in `document`. Throws a `UsageError` when there is no such place. */
export async function fillIn(document: string, command: string, content: string): Promise<void> {
  const text = existsSync(document) ? await readFile(document, 'utf8') : '';
  const filled = replaceMarkedSection(text, command, content);
  if (filled === null) {
    const { start, end } = sectionMarks(command);
    throw new UsageError(
      `${document} has no place for these tables: write the lines ${start} and ${end} where they are to stand`,
    );
  }
  await writeAtomically(document, filled);
  console.log(`table: ${shownPath(document)}`);
}
