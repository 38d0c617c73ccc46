import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import { hasKernel, runFused } from '../fused/fused-operation.ts';
import { fusedRotaryEmbedding } from '../fused/rotary-embedding.ts';
import { expectTensor } from './expect-tensor.ts';
import { rotaryAngles } from './rotary-angles.ts';
import { expectFrequencies } from './rotary-frequencies.ts';

/**
 * Rotary position embedding (Su et al. 2021, eq. 34), with the halves of a head as the pairs, as Llama has it:
 * element i and element i + headDim/2 turn by position · frequency[i].
 * `x` is `[batch][position][head][headDim]`; its first position counts as `offset`. Gives the same shape.
 */
export function rotaryEmbedding(x: Tensor, frequencies: readonly number[], offset = 0): Tensor4D {
  const [, length = 0] = x.shape;
  expectTensor('x', x, [null, null, null, null]);
  const positions = Int32Array.from({ length }, (_, index) => offset + index);
  return rotate(x, positions, frequencies, [1, length, 1]) as Tensor4D;
}

/**
 * Rotary embedding of one token a row, each at its own position.
 * `x` is `[batch][head][headDim]`, `positions` is `[batch]`. Gives the shape of `x`.
 */
export function rotaryAt(
  x: Tensor,
  positions: Int32Array,
  frequencies: readonly number[],
): Tensor3D {
  expectTensor('x', x, [positions.length, null, null]);
  return rotate(x, positions, frequencies, [positions.length, 1]) as Tensor3D;
}

/** `axes`: the shape of the positions, to be broadcast over all axes of `x` but the last. */
function rotate(
  x: Tensor,
  positions: Int32Array,
  frequencies: readonly number[],
  axes: number[],
): Tensor {
  const headDim = x.shape.at(-1) ?? 0;
  expectFrequencies(frequencies, headDim);
  const lowest = positions.reduce((a, b) => Math.min(a, b), 0);
  if (lowest < 0) throw new RangeError(`position ${lowest} is below 0`);
  if (hasKernel(fusedRotaryEmbedding.name)) {
    return runFused(fusedRotaryEmbedding, { x }, { frequencies, positions });
  }
  return tf.tidy(() => {
    const angles = rotaryAngles(positions, frequencies);
    const shape = [...axes, headDim / 2];
    const cosine = tf.tensor(Float32Array.from(angles, Math.cos), shape);
    const sine = tf.tensor(Float32Array.from(angles, Math.sin), shape);
    const [low, high] = tf.split(x, 2, -1) as [Tensor, Tensor];
    return tf.concat(
      [
        tf.sub(tf.mul(low, cosine), tf.mul(high, sine)),
        tf.add(tf.mul(high, cosine), tf.mul(low, sine)),
      ],
      -1,
    );
  });
}
