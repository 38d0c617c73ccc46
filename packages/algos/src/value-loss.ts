import type { LossValue, ValueLossInputs } from '@waltz/core';
import { meanOf } from './moments.ts';
import { tokenEntry } from './token-entry.ts';

/**
 * ½ · mean over tokens of max((V − R)², (clip(V, V_old − c, V_old + c) − R)²): the squared error of a critic, which earns
 * nothing for moving further than c in one step (PPO as its authors released it, and TRL). Without c, ½ · mean (V − R)².
 * Metrics: `value-clip-fraction`, the share of tokens that clipping holds; none without c.
 * Throws when a token lacks its return or its old value.
 */
export function valueLoss(
  { values, oldValues, returns }: ValueLossInputs,
  clip: number | null,
): LossValue {
  const count = values.flat().length;
  const tokens = values.map((sample, row) =>
    sample.map((value, column) => {
      const old = tokenEntry(oldValues, row, column, 'oldValues');
      const wanted = tokenEntry(returns, row, column, 'returns');
      const bounded = clip === null ? value : Math.min(Math.max(value, old - clip), old + clip);
      const error = value - wanted;
      const clipped = Math.abs(bounded - wanted) > Math.abs(error);
      return {
        value: (clipped ? bounded - wanted : error) ** 2 / 2 / count,
        derivative: clipped ? 0 : error / count,
        clipped,
      };
    }),
  );
  return {
    value: tokens.flat().reduce((sum, { value }) => sum + value, 0),
    derivatives: tokens.map((sample) => sample.map(({ derivative }) => derivative)),
    metrics:
      clip === null
        ? {}
        : { 'value-clip-fraction': meanOf(tokens.flat().map(({ clipped }) => Number(clipped))) },
  };
}
