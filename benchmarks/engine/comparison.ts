import { median } from '../median.ts';

/** What one contender needed for a piece of work. */
export interface Measurement {
  readonly contender: string;
  readonly family: 'waltz' | 'peer';
  /** Of each repetition, in order; none when it failed or was left out. */
  readonly seconds: readonly number[];
  /** The most memory its process has had resident; null when it did nothing. */
  readonly peakBytes: number | null;
  /** Mean loss in nats before each of the updates, the first ones of the weights included. */
  readonly losses: readonly number[];
  /** Why there is nothing, or less than was asked for. */
  readonly note: string | null;
}

/** The same work, done by several contenders in turn. */
export interface Comparison {
  readonly group: 'matmul' | 'operation' | 'model' | 'curve';
  /** What is done: an operation with its shape, or a model. */
  readonly subject: string;
  readonly work: string;
  /** By the arithmetic; null where it has no meaning. */
  readonly flops: number | null;
  /** Tokens that are sampled or learned from. */
  readonly tokens: number | null;
  /** Where it stands on the x axis of a curve. */
  readonly at?: number;
  readonly measurements: readonly Measurement[];
}

/** Comparisons and further ones; the same work, done by several groups of contenders, is one. */
export function together(
  comparisons: readonly Comparison[],
  further: readonly Comparison[],
): readonly Comparison[] {
  const isSame = (one: Comparison, other: Comparison): boolean =>
    one.subject === other.subject && one.work === other.work && one.at === other.at;
  const joined = comparisons.map((one) => {
    const others = further.filter((other) => isSame(one, other));
    const measurements = [one, ...others].flatMap((each) => each.measurements);
    return others.length === 0 ? one : { ...one, measurements };
  });
  const isNew = (other: Comparison): boolean => !comparisons.some((one) => isSame(one, other));
  return [...joined, ...further.filter(isNew)];
}

export function secondsOf({ seconds }: Measurement): number {
  return median(seconds);
}

/** The fastest of those that did the work, of one family or of all. */
export function fastest(
  { measurements }: Comparison,
  family?: Measurement['family'],
): Measurement | undefined {
  return measurements
    .filter((one) => one.seconds.length > 0 && (family === undefined || one.family === family))
    .sort((one, other) => secondsOf(one) - secondsOf(other))[0];
}

/** The highest rate of a matrix product that was seen, in floating-point operations a second, whose it was, and of what. */
export interface PeakRate {
  readonly rate: number;
  readonly contender: string;
  readonly subject: string;
}

/** What the machine was seen to do; null where no product was measured. */
export function peakRate(comparisons: readonly Comparison[]): PeakRate | null {
  const rates = comparisons
    .filter(({ group }) => group === 'matmul')
    .flatMap((comparison) => {
      const best = fastest(comparison);
      if (best === undefined || comparison.flops === null) return [];
      const rate = comparison.flops / secondsOf(best);
      return [{ rate, contender: best.contender, subject: comparison.subject }];
    });
  return rates.sort((one, other) => other.rate - one.rate)[0] ?? null;
}

/** Greatest relative difference of the first losses of those that began with equal weights; null of fewer than two. */
export function lossDisagreement({ measurements }: Comparison, updates: number): number | null {
  const all = measurements.flatMap(({ losses }) => (losses.length > 0 ? [losses] : []));
  const [first, ...others] = all;
  if (first === undefined || others.length === 0) return null;
  const differences = others.flatMap((losses) =>
    losses.slice(0, updates).map((loss, step) => Math.abs(loss / (first[step] ?? NaN) - 1)),
  );
  return Math.max(...differences);
}
