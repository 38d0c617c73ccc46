import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { WorkerMessage, WorkerTask } from './worker-messages.ts';

/** How a run in a worker process ended. */
export type WorkerOutcome =
  { readonly state: 'done' | 'interrupted' } | { readonly state: 'failed'; readonly error: string };

export interface WorkerWatch {
  /** Aborted when the user wants it to stop: it saves a checkpoint first. */
  readonly signal: AbortSignal;
  readonly told: (message: WorkerMessage) => void;
}

/** Characters of a dead worker's last words that are kept. */
const LAST_WORDS = 2000;

/** Runs a task in a process of its own; resolves when that process has ended, however it did. */
export function startWorker(
  task: WorkerTask,
  { signal, told }: WorkerWatch,
): Promise<WorkerOutcome> {
  const child = fork(fileURLToPath(import.meta.resolve('./worker-process.mjs')), [], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let lastWords = '';
  let outcome: WorkerOutcome | null = null;
  child.stderr?.on('data', (text: Buffer) => {
    lastWords = `${lastWords}${text.toString()}`.slice(-LAST_WORDS);
  });
  child.on('message', (message) => {
    // The child is `worker.ts`, which sends nothing else.
    const said = message as WorkerMessage;
    if (said.kind === 'ended') outcome = { state: said.state };
    if (said.kind === 'failed') outcome = { state: 'failed', error: said.error };
    told(said);
  });
  const stop = (): void => void child.kill('SIGTERM');
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  child.send(task, () => {
    // A child that died before it heard its task ends with `close`, where that is told.
  });
  return new Promise((resolve) => {
    const end = (how: string): void => {
      signal.removeEventListener('abort', stop);
      resolve(outcome ?? deathOf(how, lastWords, signal.aborted));
    };
    child.once('error', (error) => end(error.message));
    child.once('close', (code, killedBy) => end(killedBy ?? `code ${code ?? 'unknown'}`));
  });
}

function deathOf(how: string, lastWords: string, wasAsked: boolean): WorkerOutcome {
  if (wasAsked) return { state: 'interrupted' };
  const said = lastWords.trim();
  return { state: 'failed', error: `its process ended (${how})${said === '' ? '' : `: ${said}`}` };
}
