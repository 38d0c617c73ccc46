import { allTokens } from '@waltz/core';
import { meanOf, varianceOf } from './moments.ts';

/**
 * 1 − Var(R − V) / Var(R) over all tokens: 1 for a critic that knows every return, 0 for one that knows their mean alone,
 * below 0 for one that is worse. Null when all returns are alike.
 * @param values `[sample][token]`
 * @param returns `[sample][token]`
 */
export function explainedVariance(
  values: readonly (readonly number[])[],
  returns: readonly (readonly number[])[],
): number | null {
  const wanted = allTokens(returns);
  const errors = allTokens(values).map((value, token) => (wanted[token] ?? Number.NaN) - value);
  const variance = varianceOf(wanted, meanOf(wanted));
  return variance === 0 ? null : 1 - varianceOf(errors, meanOf(errors)) / variance;
}
