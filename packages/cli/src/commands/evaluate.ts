import { applicationContainer, assembleExperiment, evaluateWeights, Secrets } from '@waltz/core';
import { evaluationTable } from '../evaluation-table.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { reopenRun } from '../prepare-run.ts';
import { terminalProgress } from '../progress/terminal-progress.ts';

/** `waltz eval RUN`: evaluates the final weights of a run again and prints the table; the run stays as it is. */
export async function evaluateRun(path: string): Promise<ExitCode> {
  const { config, experimentFolder, registry, folder } = await reopenRun(path);
  const observer = terminalProgress();
  const context = {
    seed: config.seed,
    folder: experimentFolder,
    notice: (message: string) => observer.notice(message),
  };
  try {
    const application = applicationContainer(registry, new Secrets());
    const parts = await assembleExperiment(application, config, context);
    const result = await evaluateWeights(parts, folder.file('weights'), observer);
    observer.stop();
    if (result === null) console.log('The config asks for no evaluation prompts.');
    else console.log(evaluationTable({ final: result }));
    return EXIT.ok;
  } finally {
    observer.stop();
  }
}
