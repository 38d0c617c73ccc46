/** Adds up wall-clock seconds by phase. Times go into `timings.jsonl` and nowhere else. */
export class Stopwatch {
  readonly #seconds: Record<string, number> = {};

  /** Runs `work` and counts its time to `phase`. */
  async time<Result>(phase: string, work: () => Promise<Result>): Promise<Result> {
    const start = performance.now();
    try {
      return await work();
    } finally {
      this.#seconds[phase] = (this.#seconds[phase] ?? 0) + (performance.now() - start) / 1000;
    }
  }

  get seconds(): Readonly<Record<string, number>> {
    return { ...this.#seconds };
  }
}
