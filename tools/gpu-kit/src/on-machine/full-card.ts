import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { runFolder } from './baseline-run.ts';
import { brokenRun, runOnFailing } from './broken-run.ts';
import type { Circumstances, Finding } from './finding.ts';
import { goOn } from './go-on.ts';
import { hasBegun } from './has-begun.ts';
import { runLimited, type Outcome } from './run-limited.ts';

/** Steps enough for the memory to be taken in their midst, and evaluations that ask for more of it than those. */
const EXTENT = { steps: 300, evaluationPrompts: 512 };

/**
 * Somebody else takes all memory of the card while a run is on its way: the run says what it asked for, leaves a
 * checkpoint and the command that goes on with less, and that command ends well once the memory is there again.
 */
export async function fullCard(circumstances: Circumstances, limit: number): Promise<Finding> {
  const folder = runFolder('full-card');
  const broken = circumstances.rehearses
    ? await runOnFailing('memory', folder, limit / 2)
    : await besideAnother(folder, () =>
        runLimited(limit / 2, brokenRun(folder, ['compute.backend=cuda'], EXTENT)),
      );
  return goOn(broken, /out of memory: .*asked for/, circumstances, 'full-card.log', limit / 2);
}

/**
 * Runs `work` beside a program of Python, which takes the card's memory at the third step of the base model: what comes
 * after its evaluation finds all that it needs in what the run has by then.
 */
async function besideAnother(folder: string, work: () => Promise<Outcome>): Promise<Outcome> {
  const script = join(import.meta.dirname, 'take-memory.py');
  const taker = spawn('python3', [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const isGone = once(taker, 'close');
  const said = createInterface(taker.stdout);
  said.on('line', (line) => console.log(line));
  const ended = new AbortController();
  try {
    // Its start takes longer than the run does.
    const isReady = await Promise.race([once(said, 'line'), isGone.then(() => null)]);
    if (isReady === null)
      throw new Error('the program that takes the memory of the card ends at once');
    const taking = hasBegun(folder, 'waltz-base', ended.signal).then(() =>
      taker.stdin.write('take\n'),
    );
    const outcome = await work();
    ended.abort();
    await taking;
    return outcome;
  } finally {
    taker.kill('SIGKILL');
    await isGone;
  }
}
