import { join } from 'node:path';
import { writeAtomically } from '@waltz/core';
import { analyseSweep } from './analyse-sweep.ts';
import { sweepMarkdown } from './sweep-markdown.ts';
import { renderSweepPage } from './sweep-page.ts';
import { readSweepResults } from './sweep-results.ts';

/**
 * Writes `report.html` and `report.md` of a sweep into its folder, as far as it got, and gives their paths.
 * Throws when the folder holds no `sweep.json` or, as a `FileFailure`, when it cannot be written to.
 */
export async function writeSweepReport(
  folder: string,
): Promise<{ readonly html: string; readonly markdown: string }> {
  const results = await readSweepResults(folder);
  const analysis = analyseSweep(results);
  const paths = { html: join(folder, 'report.html'), markdown: join(folder, 'report.md') };
  await writeAtomically(paths.html, await renderSweepPage(results, analysis));
  await writeAtomically(paths.markdown, sweepMarkdown(results, analysis));
  return paths;
}
