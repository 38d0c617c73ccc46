import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { findPython } from '../../../../benchmarks/engine/find-python.ts';
import { onlyRun, runFolder } from './baseline-run.ts';
import { fenced, type Circumstances, type Finding } from './finding.ts';
import { runLimited, type Outcome } from './run-limited.ts';

const NAME = 'full card';

/** Short stages, and evaluations that ask for more memory than the steps before them. */
const SHORT = ['limits.steps=12', 'limits.evaluationPrompts=256'];

/** Where no card is, a backend of our tests fails at this read, as a full card does. */
const FAILING = {
  plugins: 'plugins=["@waltz/safety-world", "../packages/compute/src/testing/failing-device.ts"]',
  environment: { WALTZ_TEST_FAILURE: 'memory', WALTZ_TEST_FAILING_READ: '600' },
};

/**
 * Somebody else takes all memory of the card while a run is on its way: the run says what it asked for, leaves a
 * checkpoint and the command that goes on with less, and that command ends well once the memory is there again.
 */
export async function fullCard(circumstances: Circumstances, limit: number): Promise<Finding> {
  const folder = runFolder(NAME);
  const words = ['packages/cli/bin/waltz.mjs', 'run', 'waltz-baseline', `run.folder=${folder}`];
  const broken = circumstances.rehearses
    ? await runLimited(
        limit / 2,
        [...words, 'compute.backend=failing', FAILING.plugins, ...SHORT],
        FAILING.environment,
      )
    : await besideAnother(folder, () =>
        runLimited(limit / 2, [...words, 'compute.backend=cuda', ...SHORT]),
      );
  await keep(circumstances, 'while another held the memory', broken.output);
  if (broken.failure === null) {
    const summary = 'The run ended well: it asked for no more memory than it had by then.';
    return { failure: null, summary, figures: { met: false } };
  }
  const message = /^.*out of memory.*$/m.exec(broken.output)?.[0];
  const command = /npx waltz (resume .*)$/m.exec(broken.output)?.[1];
  const summary = fenced(message ?? broken.output.slice(-2000));
  if (message === undefined || command === undefined) {
    return {
      failure: 'it did not say that the card is full, and how to go on',
      summary,
      figures: { met: true },
    };
  }
  const resumed = await runLimited(limit / 2, [
    'packages/cli/bin/waltz.mjs',
    ...command.split(' '),
  ]);
  await keep(circumstances, command, resumed.output);
  return {
    failure: resumed.failure === null ? null : `waltz ${command}: ${resumed.failure}`,
    summary: `${summary}\n\n\`waltz ${command}\` ${resumed.failure ?? 'went on to its end'}.`,
    figures: { met: true, resumed: resumed.failure === null },
  };
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
  while (!hasBegun(folder)) {
    if (signal.aborted) return;
    await setTimeout(200);
  }
  const script = join(import.meta.dirname, 'take-memory.py');
  const taker = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  createInterface(taker.stdout).on('line', (line) => console.log(line));
  const isGone = new Promise((resolve) => taker.once('close', resolve));
  if (!signal.aborted) await Promise.race([isGone, aborted(signal)]);
  taker.kill('SIGKILL');
  await isGone;
}

function hasBegun(folder: string): boolean {
  const run = onlyRun(folder, 'waltz-baseline');
  if (run === null) return false;
  try {
    const { step } = JSON.parse(readFileSync(join(run, 'status.json'), 'utf8')) as {
      readonly step: number;
    };
    return step >= 3;
  } catch {
    return false;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
}

function keep({ out }: Circumstances, title: string, output: string): Promise<void> {
  return appendFile(join(out, 'full-card.log'), `\n== ${title}\n${output}`);
}
