import { allTokens, type LossValue, type ValueLossInputs } from '@waltz/core';
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
  const count = allTokens(values).length;
  let value = 0;
  let held = 0;
  const derivatives = values.map((sample, row) =>
    sample.map((predicted, column) => {
      const old = tokenEntry(oldValues, row, column, 'oldValues');
      const wanted = tokenEntry(returns, row, column, 'returns');
      const bounded =
        clip === null ? predicted : Math.min(Math.max(predicted, old - clip), old + clip);
      const error = predicted - wanted;
      const clipped = Math.abs(bounded - wanted) > Math.abs(error);
      value += (clipped ? bounded - wanted : error) ** 2 / 2 / count;
      if (clipped) held += 1;
      return clipped ? 0 : error / count;
    }),
  );
  const metrics = clip === null ? {} : { 'value-clip-fraction': held / Math.max(count, 1) };
  return { value, derivatives, metrics };
}
