import { spawn } from 'node:child_process';

/** What came of a program. */
export interface Outcome {
  /** Everything that it said, its errors among it. */
  readonly output: string;
  readonly seconds: number;
  /** Why it counts as failed, in words; null when it ended well. */
  readonly failure: string | null;
}

/** What a program has other than this one. */
export interface Surroundings {
  /** Variables beside those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The only cores that it may use, by their numbers; all that this process may use unless given. */
  readonly cores?: readonly number[];
}

/**
 * Runs Node.js with these arguments for at most `limit` seconds, and then ends it with all processes that it started.
 * Never throws: what went wrong is in the outcome.
 */
export async function runLimited(
  limit: number,
  words: readonly string[],
  { environment = {}, cores }: Surroundings = {},
): Promise<Outcome> {
  const begun = performance.now();
  let output = '';
  // The leader of a group of its own, so that those it started can be ended with it.
  const bound = cores === undefined ? [] : ['taskset', '--cpu-list', cores.join(',')];
  const [program = process.execPath, ...rest] = [...bound, process.execPath, ...words];
  const child = spawn(program, rest, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    if (child.pid !== undefined) endGroup(child.pid);
  }, 1000 * limit);
  const failure = await new Promise<string | null>((resolve) => {
    child.on('error', ({ message }) => resolve(message));
    child.on('close', (code, signal) => {
      if (late) resolve(`it was stopped after ${limit.toFixed(0)} s`);
      else resolve(code === 0 ? null : `it ended with ${signal ?? `code ${code ?? 'unknown'}`}`);
    });
  });
  clearTimeout(timer);
  return { output, seconds: (performance.now() - begun) / 1000, failure };
}

function endGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}
