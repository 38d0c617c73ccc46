import type { RunObserver } from '@waltz/core';
import { evaluationLine } from './evaluation-line.ts';
import { headline } from './headline.ts';

type Print = (line: string) => void;

/** Seconds between two lines, unless a tenth of the work was done earlier. */
const QUIET_SECONDS = 10;

/** Progress for logs and pipes: a plain line every ten seconds or every tenth of a stage. */
export class LineProgress implements RunObserver {
  readonly #print: Print;
  #lastShown = performance.now();

  constructor(print: Print) {
    this.#print = print;
  }

  stageStarted({ stage, steps, step }: Parameters<RunObserver['stageStarted']>[0]): void {
    this.#show(`${stage}: ${steps} steps${step > 0 ? `, going on after step ${step}` : ''}`);
  }

  stepFinished({ stage, step, steps, metrics }: Parameters<RunObserver['stepFinished']>[0]): void {
    if (this.#isDue(step, steps)) this.#show(`${stage} ${step}/${steps}  ${headline(metrics)}`);
  }

  evaluationStarted({ name, prompts }: Parameters<RunObserver['evaluationStarted']>[0]): void {
    this.#show(`evaluation ${name}: ${prompts} prompts`);
  }

  evaluationProgress({
    name,
    done,
    prompts,
  }: Parameters<RunObserver['evaluationProgress']>[0]): void {
    if (this.#isQuiet()) this.#show(`evaluation ${name} ${done}/${prompts}`);
  }

  evaluationFinished({ name, result }: Parameters<RunObserver['evaluationFinished']>[0]): void {
    this.#show(evaluationLine(name, result));
  }

  notice(message: string): void {
    this.#print(message);
  }

  /** Lines need no taking down. */
  stop(): void {}

  #isDue(step: number, steps: number): boolean {
    const tenths = Math.floor((10 * step) / steps) > Math.floor((10 * (step - 1)) / steps);
    return tenths || this.#isQuiet();
  }

  #isQuiet(): boolean {
    return performance.now() - this.#lastShown > 1000 * QUIET_SECONDS;
  }

  #show(line: string): void {
    this.#lastShown = performance.now();
    this.#print(line);
  }
}
