/** A number that must be finite and is not: the run stops, and the batch that led to it is kept. */
export class TrainingFailure extends Error {
  /** Which weights were being updated. */
  readonly policy: string;
  /** What was being learned, for a look at it afterwards. */
  readonly batch: unknown;

  constructor(policy: string, message: string, batch: unknown) {
    super(message);
    this.name = 'TrainingFailure';
    this.policy = policy;
    this.batch = batch;
  }
}

/** Throws a `TrainingFailure` for the first value that is NaN or infinite. */
export function requireFinite(
  policy: string,
  quantity: string,
  values: Iterable<number>,
  batch: unknown,
): void {
  for (const value of values) {
    if (Number.isFinite(value)) continue;
    throw new TrainingFailure(policy, `the ${quantity} of ${policy} is ${value}`, batch);
  }
}
