import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';

/**
 * Rotary position embedding (Su et al. 2021, eq. 34), with the halves of a head as the pairs, as Llama has it:
 * element i and element i + headDim/2 turn by position · base^(−2i/headDim).
 * `x` is `[batch][position][head][headDim]`; its first position counts as `offset`. Gives the same shape.
 */
export function rotaryEmbedding(x: Tensor, base: number, offset = 0): Tensor4D {
  const [, length = 0, , headDim = 0] = x.shape;
  return tf.tidy(() => {
    const positions = Int32Array.from({ length }, (_, index) => offset + index);
    return rotate(x, turns(positions, headDim, base), [1, length, 1, headDim / 2]);
  });
}

/**
 * Rotary embedding of one token a row, each at its own position.
 * `x` is `[batch][head][headDim]`, `positions` is `[batch]`. Gives the shape of `x`.
 */
export function rotaryAt(x: Tensor, positions: Int32Array, base: number): Tensor3D {
  const [batch = 0, , headDim = 0] = x.shape;
  return tf.tidy(() => rotate(x, turns(positions, headDim, base), [batch, 1, headDim / 2]));
}

/** `[position][pair]` angles, in radians. */
function turns(positions: Int32Array, headDim: number, base: number): Float64Array {
  const pairs = headDim / 2;
  const angles = new Float64Array(positions.length * pairs);
  positions.forEach((position, row) => {
    for (let pair = 0; pair < pairs; pair++) {
      angles[row * pairs + pair] = position * base ** (-pair / pairs);
    }
  });
  return angles;
}

function rotate<T extends Tensor>(x: Tensor, angles: Float64Array, shape: number[]): T {
  const cos = tf.tensor(Float32Array.from(angles, Math.cos), shape);
  const sin = tf.tensor(Float32Array.from(angles, Math.sin), shape);
  const [low, high] = tf.split(x, 2, -1) as [Tensor, Tensor];
  return tf.concat(
    [tf.sub(tf.mul(low, cos), tf.mul(high, sin)), tf.add(tf.mul(high, cos), tf.mul(low, sin))],
    -1,
  ) as T;
}
