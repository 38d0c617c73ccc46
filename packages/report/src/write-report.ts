import { join } from 'node:path';
import { writeAtomically } from '@waltz/core';
import { renderPage } from './page/page.ts';
import { sampleEpisodes } from './run/episode-sample.ts';
import { readRun } from './run/read-run.ts';

/** Bytes of episodes that a report carries: with its charts it stays below 5 MB. */
const EPISODE_BYTES = 4_000_000;

/**
 * Writes `report.html` into a run folder, as far as the run got, and gives the path of the file.
 * The file is complete in itself, and replaces an earlier one only when it is whole.
 * Throws when the folder is missing or, as a `FileFailure`, when it cannot be written to.
 */
export async function writeReport(runFolder: string): Promise<string> {
  const run = await readRun(runFolder);
  const sample = await sampleEpisodes(join(runFolder, 'episodes.jsonl'), EPISODE_BYTES);
  const path = join(runFolder, 'report.html');
  await writeAtomically(path, await renderPage(run, sample));
  return path;
}
