import { spawn } from 'node:child_process';
import type { ExecutorContext } from '@nx/devkit';

export interface RunOptions {
  /** The experiment's file, from the workspace's root. */
  readonly experiment: string;
  /** What follows the target on the command line, word by word. */
  readonly __unparsed__: readonly string[];
}

/** Runs an experiment as `waltz run` does, without a shell: overrides arrive as they were written. */
export default function run(
  { experiment, __unparsed__: overrides }: RunOptions,
  { root }: ExecutorContext,
): Promise<{ success: boolean }> {
  const child = spawn(
    process.execPath,
    ['packages/cli/bin/waltz.mjs', 'run', experiment, ...overrides],
    { cwd: root, stdio: 'inherit' },
  );
  // Ctrl-C reaches the run from the terminal, and Nx signals every process below it. This one only has to stay until the
  // run has written its checkpoint.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => undefined);
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      resolve({ success: code === 0 });
    });
  });
}
