import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** One tensor for each trainable parameter, in their order; null is a gradient of nothing, which is 0. */
export type Gradient = readonly Tensor[] | null;

/** Adds two gradients and takes both over. */
export function addGradients(left: Gradient, right: Gradient): Gradient {
  if (left === null || right === null) return left ?? right;
  const sum = tf.tidy(() => left.map((tensor, index) => tf.add(tensor, right[index] ?? 0)));
  tf.dispose([...left, ...right]);
  return sum;
}

/**
 * Adds up the gradients that `parts` make, one after another, as a balanced binary tree: ((0 + 1) + (2 + 3)) + ….
 * Rounding depends on the order of additions. In a tree over 2ⁿ parts, each half, quarter, … is a sum of its own, so that
 * whoever shares the parts out to a power of two of workers, and adds up their sums in the same way, gets the same bytes.
 */
export async function treeSum(parts: readonly (() => Promise<Gradient>)[]): Promise<Gradient> {
  const [only] = parts;
  if (only === undefined) return null;
  if (parts.length === 1) return only();
  const half = parts.length / 2;
  const left = await treeSum(parts.slice(0, half));
  try {
    return addGradients(left, await treeSum(parts.slice(half)));
  } catch (error) {
    tf.dispose([...(left ?? [])]);
    throw error;
  }
}
