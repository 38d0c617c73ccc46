import { EXIT, type ExitCode } from '../exit-code.ts';
import { reopenRun } from '../prepare-run.ts';
import { runAndShow, showResults } from '../run-and-show.ts';

/** `waltz resume RUN`: goes on where the last checkpoint is, with the config that the run was started with. */
export async function resume(path: string): Promise<ExitCode> {
  const prepared = await reopenRun(path);
  const status = await prepared.folder.readStatus();
  if (status?.state !== 'done') return runAndShow(prepared);
  console.log('This run is finished already.');
  await showResults(prepared.folder);
  return EXIT.ok;
}
