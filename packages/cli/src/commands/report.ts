import { shownPath, writeAtomically } from '@waltz/core';
import { renderHeadlineFigure, writeReport } from '@waltz/report';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { runFolderAt } from '../run-folder-at.ts';

/**
 * `waltz report RUN`: writes the report again, of a run that is still going on too. With `figure`, the run's headline as
 * an SVG file beside it.
 */
export async function report(path: string, figure: string | undefined): Promise<ExitCode> {
  const folder = runFolderAt(path);
  console.log(`report: ${shownPath(await writeReport(folder.path))}`);
  if (figure !== undefined) {
    await writeAtomically(figure, await renderHeadlineFigure(folder.path));
    console.log(`figure: ${shownPath(figure)}`);
  }
  return EXIT.ok;
}
