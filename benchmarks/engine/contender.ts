import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Reply, Request } from './protocol.ts';

/** Somebody who does the same work as others. */
export interface Contender {
  readonly name: string;
  /** Ours, or somebody else's. */
  readonly family: 'waltz' | 'peer';
  /** What it can be asked for. */
  readonly measures: readonly Request['measure'][];
  readonly command: readonly [string, ...string[]];
}

/** Seconds that a process has until it is ready. */
const START_LIMIT = 120;

/** Left alone, a process in the middle of its work would go on for as long as that takes. */
const running = new Set<ContenderProcess>();
process.once('exit', () => running.forEach((one) => one.stop()));

/** A contender's own process, which does what it is asked, one request after the other. */
export class ContenderProcess {
  readonly contender: Contender;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  #complaints = '';

  private constructor(contender: Contender) {
    const [command, ...words] = contender.command;
    this.contender = contender;
    this.#child = spawn(command, words);
    // That it could not be started, or is gone, shows where an answer is missed.
    this.#child.on('error', (error) => (this.#complaints += error.message));
    this.#child.stdin.on('error', () => {});
    this.#child.stderr.on('data', (text: Buffer) => {
      this.#complaints = (this.#complaints + text.toString()).slice(-4000);
    });
    running.add(this);
    this.#lines = createInterface(this.#child.stdout)[Symbol.asyncIterator]();
  }

  /** Starts the process and waits until it is ready. Throws with what it complained of. */
  static async start(contender: Contender): Promise<ContenderProcess> {
    const started = new ContenderProcess(contender);
    await started.#nextLine(START_LIMIT);
    return started;
  }

  /** Throws, and ends the process, when it fails or takes more than `limit` seconds. */
  async ask(request: Request, limit: number): Promise<Reply> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    return JSON.parse(await this.#nextLine(limit)) as Reply;
  }

  stop(): void {
    running.delete(this);
    this.#child.kill('SIGKILL');
  }

  async #nextLine(limit: number): Promise<string> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`no answer within ${limit.toFixed(0)} s`)),
        1000 * limit,
      );
    });
    try {
      for (;;) {
        const line = await Promise.race([this.#lines.next(), late]);
        if (line.done === true) throw new Error(lastLine(this.#complaints) ?? 'the process ended');
        // Libraries may print lines of their own.
        if (line.value.startsWith('{')) return line.value;
      }
    } catch (error) {
      this.stop();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** What a process says last is what it failed of. Node.js ends with its own version. */
function lastLine(text: string): string | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !/^Node\.js v/.test(line));
  return lines.findLast((line) => /error/i.test(line))?.trim() ?? lines.at(-1)?.trim();
}
