import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fenced, type Circumstances, type Finding } from './finding.ts';
import { runLimited, type Outcome } from './run-limited.ts';

/**
 * What a run that a device has failed says of it, and whether the command that it ends with goes on to the run's end.
 * `log` names the file that keeps all that was said.
 */
export async function goOn(
  broken: Outcome,
  expected: RegExp,
  { out }: Circumstances,
  log: string,
  limit: number,
): Promise<Finding> {
  const keep = (title: string, output: string) =>
    appendFile(join(out, log), `\n== ${title}\n${output}`);
  await keep('the run that fails', broken.output);
  const message = broken.output.split('\n').find((line) => expected.test(line));
  const command = /npx waltz (resume .*)$/m.exec(broken.output)?.[1];
  if (broken.failure === null || message === undefined || command === undefined) {
    return {
      failure: 'it did not say what failed, and how to go on',
      summary: fenced(broken.output.slice(-2000)),
      figures: {},
    };
  }
  const words = ['packages/cli/bin/waltz.mjs', ...command.split(' ')];
  const resumed = await runLimited(limit, words);
  await keep(command, resumed.output);
  return {
    failure: resumed.failure === null ? null : `waltz ${command}: ${resumed.failure}`,
    summary: `${fenced(message)}\n\n\`waltz ${command}\` ${resumed.failure ?? 'went on to its end'}.`,
    figures: { message, command, resumed: resumed.failure === null },
  };
}
