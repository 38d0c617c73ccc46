import { EXIT, type ExitCode } from '../exit-code.ts';
import { reopenRun } from '../prepare-run.ts';
import { runAndShow, showResults } from '../run-and-show.ts';

/**
 * `waltz resume RUN`: goes on where the last checkpoint is, with the config that the run was started with, but for
 * `changes` to how much memory it needs.
 */
export async function resume(path: string, changes: readonly string[]): Promise<ExitCode> {
  const prepared = await reopenRun(path, changes);
  const status = await prepared.folder.readStatus();
  if (status?.state !== 'done') return runAndShow(prepared);
  console.log('This run is finished already.');
  await showResults(prepared.folder);
  return EXIT.ok;
}
