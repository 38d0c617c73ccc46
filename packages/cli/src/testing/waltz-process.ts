import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

/** The program that `npx waltz` runs. */
export const BIN = join(import.meta.dirname, '../../bin/waltz.mjs');

/** Folder with `experiments/tiny.yaml`, which runs in a second. */
export const TINY_WORLD = join(import.meta.dirname, '../../../core/src/testing');

export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null;
  /** Standard output and error together. */
  readonly output: string;
}

/** `waltz` as a user runs it, in a process of its own. */
export class WaltzProcess {
  readonly #child: ChildProcess;
  #output = '';
  readonly #ended: Promise<Ended>;

  constructor(
    words: readonly string[],
    environment: Readonly<Record<string, string>> = {},
    input = '',
    bin = BIN,
  ) {
    this.#child = spawn(process.execPath, [bin, ...words], {
      cwd: TINY_WORLD,
      env: { ...process.env, NO_COLOR: '1', ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#child.stdin?.end(input);
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (text: Buffer) => (this.#output += text.toString()));
    }
    this.#ended = new Promise((resolve, reject) => {
      this.#child.on('error', reject);
      this.#child.on('close', (code) => resolve({ code, output: this.#output }));
    });
  }

  get ended(): Promise<Ended> {
    return this.#ended;
  }

  send(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Waits until it has printed `pattern`. Throws, with what it printed instead, when it ends before. */
  async printed(pattern: RegExp): Promise<void> {
    const seen = new Promise<void>((resolve) => {
      const look = (): void => {
        if (pattern.test(this.#output)) resolve();
      };
      for (const stream of [this.#child.stdout, this.#child.stderr]) stream?.on('data', look);
      look();
    });
    const ended = this.#ended.then(({ output }) => {
      if (!pattern.test(output)) throw new Error(`waltz never printed ${pattern}: ${output}`);
    });
    await Promise.race([seen, ended]);
  }
}

/** Runs `waltz` to its end; `input` is what is piped to it. */
export function waltz(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  input = '',
): Promise<Ended> {
  return new WaltzProcess(words, environment, input).ended;
}
