import { evaluateWeights, Secrets } from '@waltz/core';
import { evaluationTables } from '../evaluation-tables.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { terminalProgress } from '../progress/terminal-progress.ts';
import { openTrainedRun } from '../trained-run.ts';
import { withoutSecrets } from '../without-secrets.ts';

/**
 * `waltz eval RUN`: evaluates the final weights of a run again and prints the table; the run stays as it is.
 * Throws a `UsageError` when the run has not come to its final weights.
 */
export async function evaluateRun(path: string): Promise<ExitCode> {
  const secrets = new Secrets();
  const observer = terminalProgress();
  // There is nothing to save, but the terminal has to get its cursor back.
  const leave = (): void => process.exit(EXIT.interrupted);
  process.once('SIGINT', leave);
  try {
    const { parts, weights } = await openTrainedRun(path, secrets, (message) =>
      observer.notice(message),
    );
    const result = await evaluateWeights(parts, weights, observer);
    observer.stop();
    if (result === null) console.log('The config asks for no evaluation prompts.');
    else console.log(evaluationTables({ final: result }));
    return EXIT.ok;
  } catch (error) {
    throw withoutSecrets(error, secrets);
  } finally {
    observer.stop();
    process.off('SIGINT', leave);
  }
}
