import { existsSync } from 'node:fs';
import { RunFolder, shownPath } from '@waltz/core';
import { writeReport } from '@waltz/report';
import { EXIT, UsageError, type ExitCode } from '../exit-code.ts';

/** `waltz report RUN`: writes the report again, of a run that is still going on too. */
export async function report(path: string): Promise<ExitCode> {
  const folder = new RunFolder(path);
  if (!existsSync(folder.file('config.yaml'))) {
    throw new UsageError(`${path} is no run folder: it has no config.yaml`);
  }
  console.log(`report: ${shownPath(await writeReport(folder.path))}`);
  return EXIT.ok;
}
