import type { RunLog, RunObserver } from '@waltz/core';
import { LineProgress } from './line-progress.ts';

/** Keeps in `log.txt` what a terminal without a bar would show. */
export function loggedObserver(log: RunLog): RunObserver {
  return new LineProgress((line) => log.write(line));
}
