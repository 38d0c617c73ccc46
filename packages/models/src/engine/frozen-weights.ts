import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import type { ParameterLayout } from '../model/parameter-layout.ts';

/**
 * Weights that are never trained, by what they are: engines, their frozen copies and critics that adapt one base model
 * share its memory, as long as one of them is there. A variable that is given other values lets go of the shared ones, and
 * nobody else sees it.
 */
const held = new Map<string, Tensor>();

/** A variable with these values, which it shares with all that have the same. */
export function frozenVariable(layout: ParameterLayout, values: Float32Array): Variable {
  return tf.tidy(() => tf.variable(heldTensor(layout, values)));
}

/** Gives a variable other values, or lets it be where it has them. */
export function assignFrozen(
  variable: Variable,
  layout: ParameterLayout,
  values: Float32Array,
): void {
  const tensor = heldTensor(layout, values);
  if (tensor.dataId !== variable.dataId) variable.assign(tensor);
  releaseUnused();
}

/** Frees what no variable has any more; to be called after variables were disposed of. */
export function releaseUnused(): void {
  for (const [key, tensor] of held) {
    if (tf.backend().refCount(tensor.dataId) > 1) continue;
    tensor.dispose();
    held.delete(key);
  }
}

function heldTensor({ shape }: ParameterLayout, values: Float32Array): Tensor {
  const key = `${tf.getBackend()} ${shape.join('×')} ${digestOf(values)}`;
  const known = held.get(key);
  if (known !== undefined) return known;
  const tensor = tf.tidy(() => tf.keep(tf.tensor(values.slice(), [...shape])));
  held.set(key, tensor);
  return tensor;
}

function digestOf({ buffer, byteOffset, byteLength }: Float32Array): string {
  return createHash('sha256')
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('base64');
}
