export interface Normalised {
  /** `[sample][token]` with mean 0 and, unless the floor held, spread 1 over all tokens of all samples. */
  readonly values: readonly (readonly number[])[];
  /** Mean before. */
  readonly mean: number;
  /** Standard deviation before, of the population. */
  readonly spread: number;
}

/**
 * Ã = (A − mean) / √max(var, floor) over all tokens of all samples (text below eq. 4), with the variance of the
 * population, as OpenRLHF takes it.
 * @param values `[sample][token]`
 * @param varianceFloor keeps rewards that are all alike from being divided by nothing.
 */
export function normalise(
  values: readonly (readonly number[])[],
  varianceFloor: number,
): Normalised {
  const tokens = values.flat();
  const mean = meanOf(tokens);
  const variance = meanOf(tokens.map((value) => (value - mean) ** 2));
  const scale = 1 / Math.sqrt(Math.max(variance, varianceFloor));
  return {
    values: values.map((sample) => sample.map((value) => (value - mean) * scale)),
    mean,
    spread: Math.sqrt(variance),
  };
}

/** 0 when there is nothing to average. */
export function meanOf(values: readonly number[]): number {
  if (values.length === 0) return 0;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
