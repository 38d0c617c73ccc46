import { join } from 'node:path';
import { writeAtomically } from '@waltz/core';
import { readRun } from '../run/read-run.ts';
import { renderStudyPage } from './study-page.ts';
import { studyPairs, type Study } from './study-pairs.ts';

/** The study of a run; null when the run has no answers of both systems to a prompt. */
export async function studyOf(runFolder: string): Promise<Study | null> {
  const { experiment, seed } = await readRun(runFolder);
  return studyPairs(runFolder, experiment, seed ?? 0);
}

/** Writes `study.html` of a study into the run folder, and gives its path. Throws a `FileFailure` when it cannot. */
export async function writeStudy(runFolder: string, study: Study): Promise<string> {
  const path = join(runFolder, 'study.html');
  await writeAtomically(path, await renderStudyPage(study));
  return path;
}
