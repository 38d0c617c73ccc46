import type { TokenSequence } from '../contracts/engine.ts';
import { addWork, NO_WORK, workOn, type PolicyWork, type WorkPhase } from './policy-work.ts';

/** Adds up what each set of weights does, phase by phase, and the wall-clock seconds that it takes. */
export class WorkMeter {
  readonly #records = new Map<string, PolicyWork>();
  #hasLearned = false;

  /** Whether a step of an optimiser was begun since the counts were last taken. */
  get hasLearned(): boolean {
    return this.#hasLearned;
  }

  /** Does `step`, which changes weights. */
  async learn<Result>(step: () => Promise<Result>): Promise<Result> {
    this.#hasLearned = true;
    return step();
  }

  /** Does `work`, which deals with the sequences that `sequencesOf` finds, and counts it. */
  async count<Result>(
    policy: string,
    phase: WorkPhase,
    work: () => Promise<Result>,
    sequencesOf: (result: Result) => readonly TokenSequence[],
  ): Promise<Result> {
    const start = performance.now();
    const result = await work();
    const seconds = (performance.now() - start) / 1000;
    const key = `${policy} ${phase}`;
    const before = this.#records.get(key) ?? { policy, phase, seconds: 0, ...NO_WORK };
    this.#records.set(key, {
      ...before,
      ...addWork(before, workOn(sequencesOf(result))),
      seconds: before.seconds + seconds,
    });
    return result;
  }

  /** What was counted since this was last asked, in the order in which it first occurred. */
  take(): readonly PolicyWork[] {
    const records = [...this.#records.values()];
    this.#records.clear();
    this.#hasLearned = false;
    return records;
  }
}
