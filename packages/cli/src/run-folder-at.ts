import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { didYouMean, resumeCommand, RunFolder } from '@waltz/core';
import { UsageError } from './exit-code.ts';

/** The run that lies in `path`. Throws a `UsageError` with the runs that lie there or beside it when there is none. */
export function runFolderAt(path: string): RunFolder {
  const folder = new RunFolder(path);
  if (folder.exists) return folder;
  const inside = runsIn(folder.path);
  if (inside.length > 0) {
    const named = inside.map((name) => join(path, name)).join(', ');
    throw new UsageError(`${path} is no run folder, but it holds some: name one of ${named}`);
  }
  const beside = runsIn(dirname(folder.path));
  const near = didYouMean(basename(folder.path), beside);
  const known =
    beside.length > 0
      ? `${dirname(path)} has: ${beside.join(', ')}`
      : 'runs lie in runs/<experiment>/<identity>';
  throw new UsageError(`${path} is no run folder: it has no config.yaml; ${known}.${near}`);
}

/** The run in `path` with its final evaluation. Throws a `UsageError` when there is no run or it is not finished. */
export async function finishedRunAt(path: string): Promise<RunFolder> {
  const folder = runFolderAt(path);
  const summary = await folder.readSummary();
  if (summary?.evaluations['final'] !== undefined) return folder;
  const why =
    summary === null
      ? `the run is not finished; go on with: ${resumeCommand(path)}`
      : 'its config asks for no evaluation prompts';
  throw new UsageError(`${path} has no final evaluation: ${why}`);
}

function runsIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => new RunFolder(join(folder, name)).exists);
}
