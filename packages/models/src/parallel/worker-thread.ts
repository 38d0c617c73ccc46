import { Worker } from 'node:worker_threads';
import type { Calls, Verb, WorkerMessage } from './calls.ts';

/** Whoever waits for an answer. */
interface Waiting {
  readonly resolve: (gives: Calls[Verb]['gives']) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A worker beside this thread, with a backend of its own. It ends with the process, and keeps the process alive only
 * while somebody waits for an answer.
 */
export class WorkerThread {
  readonly #name: string;
  readonly #worker: Worker;
  readonly #started: Promise<void>;
  #hasStarted = false;
  readonly #waiting = new Map<number, Waiting>();
  #calls = 0;
  /** Why it cannot answer any more. */
  #failure: Error | null = null;

  /** `name` as errors tell it. `entry` is the module that it runs. */
  constructor(name: string, backend: string, entry = ENTRY) {
    this.#name = name;
    // Flags of this process are not the worker's: its entry registers what it needs.
    this.#worker = new Worker(entry, {
      workerData: backend,
      execArgv: [],
      name,
    });
    this.#started = new Promise((resolve, reject) => {
      this.#waiting.set(START, { resolve: () => resolve(), reject });
    });
    // Whoever calls is told; nobody has to.
    this.#started.catch(() => undefined);
    this.#worker.on('message', (message: WorkerMessage) => this.#receive(message));
    this.#worker.on('messageerror', (error) => this.#fail(error.message));
    this.#worker.on('error', (error) => this.#fail(reasonOf(error)));
    this.#worker.on('exit', (code) => this.#fail(`it ended with code ${code}`));
    this.#worker.unref();
  }

  get hasStarted(): boolean {
    return this.#hasStarted;
  }

  get isAlive(): boolean {
    return this.#failure === null;
  }

  /** Throws, naming the worker, when it has ended. */
  assertAlive(): void {
    if (this.#failure !== null) throw this.#failure;
  }

  /** Asks the worker about engine number `engine`. Throws, naming the worker, when it fails or has ended. */
  async ask<V extends Verb>(
    engine: number,
    verb: V,
    takes: Calls[V]['takes'],
  ): Promise<Calls[V]['gives']> {
    this.assertAlive();
    const id = ++this.#calls;
    const answer = new Promise<Calls[Verb]['gives']>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    });
    this.#worker.ref();
    this.#worker.postMessage({ id, engine, verb, takes });
    // The worker answers each verb with what `Calls` says of it.
    return await answer;
  }

  /** Waits until it has started. Throws, naming the worker, when it never does. */
  async ready(): Promise<void> {
    if (this.#waiting.has(START)) this.#worker.ref();
    await this.#started;
  }

  #receive(message: WorkerMessage): void {
    const id = message.kind === 'started' ? START : message.id;
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if (message.kind === 'failure') {
      waiting?.reject(new Error(`${this.#name}: ${message.message}`));
      return;
    }
    if (message.kind === 'started') this.#hasStarted = true;
    waiting?.resolve(message.kind === 'answer' ? message.gives : null);
  }

  #fail(reason: string): void {
    this.#failure ??= new Error(
      `${this.#name} is gone: ${reason}. Run again: a run goes on from its newest checkpoint; ` +
        'compute.workers=1 does without workers',
    );
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
  }
}

const ENTRY = new URL(import.meta.resolve('./worker-entry.mjs'));

/** In the place of a call's id: waiting for the start. */
const START = 0;

function reasonOf(error: Error & { readonly code?: string }): string {
  return error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? 'it ran out of memory; fewer workers, a smaller engine.microBatchTokens or engine.sampleBatch need less'
    : error.message;
}
