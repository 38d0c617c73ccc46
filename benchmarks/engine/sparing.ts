import { secondsOf, type Comparison } from './comparison.ts';
import type { Contender } from './contender.ts';
import type { Task } from './run-comparisons.ts';

/** Seconds that a piece of work may take by the arithmetic. */
const BEARABLE = 20;

/** Floating-point operations a second below which a backend is slow. */
const SLOW = 5e9;

/** Spares our backends what they are too slow for, going by the rate at which they computed one matrix product. */
export class Sparing {
  readonly #rates: ReadonlyMap<string, number>;

  /** `product` holds a measurement of every backend, under its name alone. */
  constructor({ flops, measurements }: Comparison) {
    this.#rates = new Map(
      measurements
        .filter(({ family, seconds }) => family === 'waltz' && seconds.length > 0)
        .map((measurement) => [measurement.contender, (flops ?? 0) / secondsOf(measurement)]),
    );
  }

  /** Spares those that would need longer than is bearable. */
  readonly ofLongWork = (task: Task): Task => ({
    ...task,
    sparing: (contender) => {
      const rate = this.#rateOf(contender);
      const seconds = (task.flops ?? 0) / rate;
      if (seconds <= BEARABLE) return null;
      return `spared: at ${gigaflops(rate)} the arithmetic says ${seconds.toFixed(0)} s`;
    },
  });

  /** Spares those that are slow. */
  readonly ofSlow = (task: Task): Task => ({
    ...task,
    sparing: (contender) => {
      const rate = this.#rateOf(contender);
      return rate >= SLOW ? null : `spared: has ${gigaflops(rate)} only`;
    },
  });

  #rateOf({ name, family }: Contender): number {
    // A contender with workers is named after its backend.
    const [backend = name] = name.split(',');
    return family === 'peer' ? Infinity : (this.#rates.get(backend) ?? Infinity);
  }
}

function gigaflops(rate: number): string {
  return `${(rate / 1e9).toFixed(1)} GF/s`;
}
