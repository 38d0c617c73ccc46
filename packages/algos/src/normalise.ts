import { allTokens } from '@waltz/core';
import { meanOf, varianceOf } from './moments.ts';

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
  const tokens = allTokens(values);
  const mean = meanOf(tokens);
  const variance = varianceOf(tokens, mean);
  const scale = 1 / Math.sqrt(Math.max(variance, varianceFloor));
  return {
    values: values.map((sample) => sample.map((value) => (value - mean) * scale)),
    mean,
    spread: Math.sqrt(variance),
  };
}
