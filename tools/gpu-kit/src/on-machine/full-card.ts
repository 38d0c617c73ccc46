import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findPython } from '../../../../benchmarks/engine/find-python.ts';
import { runFolder } from './baseline-run.ts';
import { brokenRun, runOnFailing } from './broken-run.ts';
import type { Circumstances, Finding } from './finding.ts';
import { goOn } from './go-on.ts';
import { hasBegun } from './has-begun.ts';
import { runLimited, type Outcome } from './run-limited.ts';

/**
 * Somebody else takes all memory of the card while a run is on its way: the run says what it asked for, leaves a
 * checkpoint and the command that goes on with less, and that command ends well once the memory is there again.
 */
export async function fullCard(circumstances: Circumstances, limit: number): Promise<Finding> {
  const folder = runFolder('full-card');
  const broken = circumstances.rehearses
    ? await runOnFailing('memory', folder, limit / 2)
    : await besideAnother(folder, () =>
        runLimited(limit / 2, brokenRun(folder, ['compute.backend=cuda'])),
      );
  return goOn(broken, /out of memory: .*asked for/, circumstances, 'full-card.log', limit / 2);
}

/** Runs `work`, and has a program of Python take the card's memory once its first steps are done. */
async function besideAnother(folder: string, work: () => Promise<Outcome>): Promise<Outcome> {
  const { python } = findPython(undefined);
  if (python === null) throw new Error('there is no PyTorch to take the memory of the card');
  const ended = new AbortController();
  const taking = takeOnceBegun(python, folder, ended.signal);
  try {
    return await work();
  } finally {
    ended.abort();
    await taking;
  }
}

/** Holds the memory from the run's third step on until `signal` is given. */
async function takeOnceBegun(python: string, folder: string, signal: AbortSignal): Promise<void> {
  await hasBegun(folder, signal);
  if (signal.aborted) return;
  const script = join(import.meta.dirname, 'take-memory.py');
  const taker = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  createInterface(taker.stdout).on('line', (line) => console.log(line));
  const isGone = new Promise((resolve) => taker.once('close', resolve));
  await Promise.race([isGone, aborted(signal)]);
  taker.kill('SIGKILL');
  await isGone;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
}
