import type { Finding } from './finding.ts';
import { fenced } from './finding.ts';
import { runLimited } from './run-limited.ts';

const LIMIT = 60;

/** What `waltz doctor` says of the machine. */
export async function doctor(): Promise<Finding> {
  const { output, seconds, failure } = await runLimited(LIMIT, [
    'packages/cli/bin/waltz.mjs',
    'doctor',
  ]);
  return { failure, summary: fenced(output), figures: { seconds } };
}
