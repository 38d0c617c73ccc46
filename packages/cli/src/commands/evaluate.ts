import { existsSync } from 'node:fs';
import { applicationContainer, assembleExperiment, evaluateWeights, Secrets } from '@waltz/core';
import { evaluationTable } from '../evaluation-table.ts';
import { EXIT, UsageError, type ExitCode } from '../exit-code.ts';
import { reopenRun } from '../prepare-run.ts';
import { terminalProgress } from '../progress/terminal-progress.ts';
import { withoutSecrets } from '../without-secrets.ts';

/**
 * `waltz eval RUN`: evaluates the final weights of a run again and prints the table; the run stays as it is.
 * Throws a `UsageError` when the run has not come to its final weights.
 */
export async function evaluateRun(path: string): Promise<ExitCode> {
  const { config, experimentFolder, registry, folder } = await reopenRun(path);
  const weights = folder.file('weights');
  if (!existsSync(weights)) {
    throw new UsageError(
      `${path} has no final weights: the run is not finished; go on with: npx waltz resume ${path}`,
    );
  }
  const secrets = new Secrets();
  const observer = terminalProgress();
  // There is nothing to save, but the terminal has to get its cursor back.
  const leave = (): void => process.exit(EXIT.interrupted);
  process.once('SIGINT', leave);
  const context = {
    seed: config.seed,
    folder: experimentFolder,
    notice: (message: string) => observer.notice(secrets.redact(message)),
  };
  try {
    const parts = await assembleExperiment(
      applicationContainer(registry, secrets),
      config,
      context,
    );
    const result = await evaluateWeights(parts, weights, observer);
    observer.stop();
    if (result === null) console.log('The config asks for no evaluation prompts.');
    else console.log(evaluationTable({ final: result }));
    return EXIT.ok;
  } catch (error) {
    throw withoutSecrets(error, secrets);
  } finally {
    observer.stop();
    process.off('SIGINT', leave);
  }
}
