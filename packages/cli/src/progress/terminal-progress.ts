import type { RunObserver } from '@waltz/core';
import { BarProgress } from './bar-progress.ts';
import { LineProgress } from './line-progress.ts';

/** A progress display that is taken down at the end. */
export interface TerminalProgress extends RunObserver {
  stop(): void;
}

/** A bar on a terminal, plain lines elsewhere. */
export function terminalProgress(): TerminalProgress {
  return process.stdout.isTTY
    ? new BarProgress(process.stdout)
    : new LineProgress((line) => console.log(line));
}
