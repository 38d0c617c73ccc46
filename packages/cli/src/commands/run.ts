import { availableParallelism } from 'node:os';
import { shownPath } from '@waltz/core';
import { EXIT, UsageError, type ExitCode } from '../exit-code.ts';
import { experimentFile } from '../experiment-file.ts';
import { prepareRun } from '../prepare-run.ts';
import { runAndShow, showResults } from '../run-and-show.ts';
import { prepareSweep } from '../sweep/prepare-sweep.ts';
import { sweepAndShow } from './sweep.ts';

/**
 * `waltz run FILE [overrides…]`: runs an experiment, goes on with it, or shows it when it is finished. One with a `sweep:`
 * block is run in all its cells.
 */
export async function run(given: string, overrides: readonly string[]): Promise<ExitCode> {
  const file = experimentFile(given);
  const sweep = await prepareSweep(file, overrides);
  if (sweep !== null) return sweepAndShow(sweep, availableParallelism());
  const prepared = await prepareRun(file, overrides);
  const { folder, config } = prepared;
  const status = await folder.readStatus();
  const path = shownPath(folder.path);
  if (status !== null && config.run.ifExists === 'fail') {
    throw new UsageError(
      `${path} is there already (${status.state}), and run.ifExists is fail: ` +
        'choose resume or overwrite, or change the config',
    );
  }
  if (status?.state === 'done' && config.run.ifExists === 'resume') {
    console.log(`This run is finished already: ${path}. To do it again: run.ifExists=overwrite`);
    await showResults(folder);
    return EXIT.ok;
  }
  return runAndShow(prepared);
}
