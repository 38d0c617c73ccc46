import { fenced, type Circumstances, type Finding } from './finding.ts';
import { runLimited } from './run-limited.ts';

/** What `waltz doctor` says of the machine. */
export async function doctor(_: Circumstances, limit: number): Promise<Finding> {
  const { output, seconds, failure } = await runLimited(limit, [
    'packages/cli/bin/waltz.mjs',
    'doctor',
  ]);
  return { failure, summary: fenced(output), figures: { seconds } };
}
