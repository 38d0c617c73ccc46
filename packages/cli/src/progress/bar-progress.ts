import type { RunObserver } from '@waltz/core';
import bars, { type GenericFormatter, type SingleBar } from 'cli-progress';
import { evaluationLine } from './evaluation-line.ts';
import { headline } from './headline.ts';

const ERASE_LINE = '\r\u001B[K';

/** Progress for a terminal: one bar for what is being done now, with the time left and the numbers that matter. */
export class BarProgress implements RunObserver {
  readonly #stream: NodeJS.WriteStream;
  readonly #stopOnExit = (): void => this.stop();
  #bar: SingleBar | null = null;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  stageStarted({ stage, steps, step }: Parameters<RunObserver['stageStarted']>[0]): void {
    this.#start(stage, steps, step);
  }

  stepFinished({ step, steps, metrics }: Parameters<RunObserver['stepFinished']>[0]): void {
    this.#bar?.update(step, { headline: headline(metrics) });
    if (step === steps) this.stop();
  }

  evaluationStarted({ name, prompts }: Parameters<RunObserver['evaluationStarted']>[0]): void {
    this.#start(`evaluation ${name}`, prompts, 0);
  }

  evaluationProgress({ done }: Parameters<RunObserver['evaluationProgress']>[0]): void {
    this.#bar?.update(done);
  }

  evaluationFinished({ name, result }: Parameters<RunObserver['evaluationFinished']>[0]): void {
    this.stop();
    this.notice(evaluationLine(name, result));
  }

  notice(message: string): void {
    // The bar draws itself anew below the message.
    if (this.#bar) this.#stream.write(ERASE_LINE);
    this.#stream.write(`${message}\n`);
  }

  /** Gives the cursor back; the end of the process does so too. */
  stop(): void {
    this.#bar?.stop();
    this.#bar = null;
    process.off('exit', this.#stopOnExit);
  }

  #start(label: string, total: number, done: number): void {
    this.stop();
    const format = `${label} {bar} {value}/{total}  {headline}`;
    const timed = `${label} {bar} {value}/{total}  {eta_formatted} left  {headline}`;
    // Before anything is done nobody knows how long the rest takes.
    const formatter: GenericFormatter = (options, params, payload) =>
      bars.Format.Formatter(
        { ...options, format: params.value > done ? timed : format },
        params,
        payload,
      );
    const options = { stream: this.#stream, barsize: 24, hideCursor: true, etaBuffer: 20 };
    this.#bar = new bars.SingleBar({ ...options, format: formatter }, bars.Presets.shades_classic);
    this.#bar.start(total, done, { headline: '' });
    process.once('exit', this.#stopOnExit);
  }
}
