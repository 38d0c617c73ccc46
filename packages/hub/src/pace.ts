import { fileSize } from '@waltz/core';
import bars from 'cli-progress';

/** Seconds that times above ten seconds are rounded to, as in the bar of a run. */
const ROUNDING = 5;

/** How fast a download goes, on the average since it began or went on; `clock` gives milliseconds. */
export class Pace {
  readonly #held: number;
  readonly #clock: () => number;
  readonly #start: number;

  constructor(held: number, clock: () => number = () => performance.now()) {
    this.#held = held;
    this.#clock = clock;
    this.#start = clock();
  }

  /** `1.2 MB/s`, and `5m40s left` where the total is known; empty before anything came. */
  describe(bytes: number, total: number | undefined): string {
    const seconds = (this.#clock() - this.#start) / 1000;
    const rate = (bytes - this.#held) / seconds;
    if (!Number.isFinite(rate) || rate <= 0) return '';
    const speed = `${fileSize(rate)}/s`;
    if (total === undefined) return speed;
    const left = Math.max(0, Math.round((total - bytes) / rate));
    return `${speed}  ${bars.Format.TimeFormat(left, { autopaddingChar: '' }, ROUNDING)} left`;
  }
}
