import { existsSync } from 'node:fs';
import { resumeCommand, shownPath, type RunFolder } from '@waltz/core';
import { writeReport } from '@waltz/report';
import { conductRun } from './conduct-run.ts';
import { evaluationTables } from './evaluation-tables.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { onInterruption } from './interruption.ts';
import type { PreparedRun } from './prepare-run.ts';
import { terminalProgress } from './progress/terminal-progress.ts';

/** Conducts a run before the user's eyes, and ends with the tables of its evaluations and the report's path. */
export async function runAndShow(run: PreparedRun): Promise<ExitCode> {
  const { folder, config, identity } = run;
  const observer = terminalProgress();
  observer.notice(`${config.name} ${identity}, in ${shownPath(folder.path)}`);
  const interruption = onInterruption((message) => observer.notice(message));
  try {
    const outcome = await conductRun(run, { signal: interruption.signal, observer });
    observer.stop();
    if (outcome.state === 'interrupted') {
      const command = resumeCommand(folder.path);
      console.log(`Interrupted. Everything so far is saved; go on with: ${command}`);
      return EXIT.interrupted;
    }
    await showResults(folder);
    return EXIT.ok;
  } finally {
    observer.stop();
    interruption.ignore();
  }
}

/** The tables of a finished run and where its report is. */
export async function showResults(folder: RunFolder): Promise<void> {
  const summary = await folder.readSummary();
  if (summary !== null && Object.keys(summary.evaluations).length > 0) {
    console.log(evaluationTables(summary.evaluations));
  }
  const report = folder.file('report.html');
  // The run may have been killed between its last result and its report.
  if (!existsSync(report)) await writeReport(folder.path);
  console.log(`report: ${shownPath(report)}`);
}
