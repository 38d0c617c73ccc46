import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { hasKernel, runForValue } from '../fused/fused-operation.ts';
import { NEXT_TOKENS, NOT_FINITE } from '../fused/next-tokens.ts';
import { TokenChooser, type ChosenToken } from './token-chooser.ts';

/** How the next token of a row is to be drawn. */
export interface Draw {
  /** 0 takes the first of the likeliest. */
  readonly temperature: number;
  /** In [0, 1), with 32 bits; not looked at when the temperature is 0. */
  readonly uniform: number;
}

/**
 * Draws a token of each row from softmax(logits / temperature), by inverting its cumulative distribution.
 * `logits` is `[row][vocabulary]`, `draws` is `[row]`. Disposes of the logits.
 * Throws when a logit is not finite.
 */
export async function chooseTokens(
  logits: Tensor2D,
  draws: readonly Draw[],
): Promise<readonly ChosenToken[]> {
  try {
    return hasKernel(NEXT_TOKENS)
      ? await chooseThere(logits, draws)
      : await chooseHere(logits, draws);
  } finally {
    logits.dispose();
  }
}

/** On the backend: two numbers a row come back in place of a vocabulary. */
async function chooseThere(
  logits: Tensor2D,
  draws: readonly Draw[],
): Promise<readonly ChosenToken[]> {
  const chosen = tf.tidy(() => {
    const inputs = {
      logits,
      draws: tf.tensor1d(
        Int32Array.from(draws, ({ uniform }) => uniform * 2 ** 32),
        'int32',
      ),
      temperatures: tf.tensor1d(Float32Array.from(draws, ({ temperature }) => temperature)),
    };
    return runForValue(NEXT_TOKENS, inputs) as Tensor2D;
  });
  const values = await chosen.data<'float32'>();
  chosen.dispose();
  if (values.some(Number.isNaN)) throw new Error(NOT_FINITE);
  return chosenTokens(values, 0, draws.length);
}

/** `count` rows of `[row][2]` from `first` on. Tokens are whole numbers far below 2²⁴: float32 holds them exactly. */
export function chosenTokens(
  values: Float32Array,
  first: number,
  count: number,
): readonly ChosenToken[] {
  const chosen: ChosenToken[] = [];
  for (let row = first; row < first + count; row++) {
    chosen.push({ token: values[2 * row] ?? NaN, logprob: values[2 * row + 1] ?? NaN });
  }
  return chosen;
}

async function chooseHere(
  logits: Tensor2D,
  draws: readonly Draw[],
): Promise<readonly ChosenToken[]> {
  const vocabulary = logits.shape[1];
  const values = await logits.data<'float32'>();
  const chooser = new TokenChooser(vocabulary);
  return draws.map(({ temperature, uniform }, row) => {
    const own = values.subarray(row * vocabulary, (row + 1) * vocabulary);
    return chooser.choose(own, temperature, uniform);
  });
}
