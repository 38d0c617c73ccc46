import { shownPath, type RunFolder } from '@waltz/core';
import { compareRuns, comparisonTable } from '@waltz/report';
import { EXIT, UsageError, type ExitCode } from '../exit-code.ts';
import { finishedRunAt } from '../run-folder-at.ts';
import { runSettings, type Settings } from '../run-settings.ts';
import { settingsTable } from '../settings-table.ts';
import { terminalTable } from '../terminal-table.ts';

/**
 * `waltz compare RUN RUN`: what differs between the configs of two finished runs, and between their final evaluations,
 * prompt by prompt. Throws a `UsageError` when one is not finished, or when they share no prompt.
 */
export async function compare(firstPath: string, secondPath: string): Promise<ExitCode> {
  const [first, second] = [await finishedRunAt(firstPath), await finishedRunAt(secondPath)];
  const metrics = await compareRuns(first.path, second.path);
  if (metrics.length === 0) {
    throw new UsageError(
      `${firstPath} and ${secondPath} were evaluated on no prompt in common: ` +
        'compare runs of one dataset and of one evaluation.split',
    );
  }
  console.log(`first:  ${shownPath(first.path)}\nsecond: ${shownPath(second.path)}`);
  console.log(terminalTable(settingsTable(await settingsOf(first), await settingsOf(second))));
  console.log(terminalTable(comparisonTable(metrics)));
  return EXIT.ok;
}

/** Config and base model of a run, and the backend that it got. */
async function settingsOf(folder: RunFolder): Promise<Settings> {
  const { backend = 'unknown' } = (await folder.readSummary()) ?? {};
  return new Map([...(await runSettings(folder)), ['backend', JSON.stringify(backend)]]);
}
