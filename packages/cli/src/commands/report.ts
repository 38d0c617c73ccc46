import { existsSync } from 'node:fs';
import { RunFolder, shownPath, writeAtomically } from '@waltz/core';
import { renderHeadlineFigure, writeReport } from '@waltz/report';
import { EXIT, UsageError, type ExitCode } from '../exit-code.ts';

/**
 * `waltz report RUN`: writes the report again, of a run that is still going on too. With `figure`, the run's headline as
 * an SVG file beside it.
 */
export async function report(path: string, figure: string | undefined): Promise<ExitCode> {
  const folder = new RunFolder(path);
  if (!existsSync(folder.file('config.yaml'))) {
    throw new UsageError(`${path} is no run folder: it has no config.yaml`);
  }
  console.log(`report: ${shownPath(await writeReport(folder.path))}`);
  if (figure !== undefined) {
    await writeAtomically(figure, await renderHeadlineFigure(folder.path));
    console.log(`figure: ${shownPath(figure)}`);
  }
  return EXIT.ok;
}
