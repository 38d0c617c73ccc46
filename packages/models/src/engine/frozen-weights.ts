import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import type { ParameterLayout } from '../model/parameter-layout.ts';

/** The values of a weight that is never trained, and what tells them from others. */
export interface FrozenValues {
  /** SHA-256 over the numbers. */
  readonly digest: string;
  /** Gives the numbers; asked only where no weight of this thread has them yet. */
  readonly read: () => Float32Array;
}

interface Held {
  readonly tensor: Tensor;
  /** The numbers where all threads can read them; null until somebody has to. */
  shared: SharedArrayBuffer | null;
}

/**
 * Weights that are never trained, by what they are: engines, their frozen copies and critics that adapt one base model
 * share its memory, as long as one of them is there. A variable that is given other values lets go of the shared ones, and
 * nobody else sees it.
 */
const held = new Map<string, Held>();

export function frozenValues(values: Float32Array): FrozenValues {
  return { digest: digestOf(values), read: () => values };
}

/** A variable with these values, which it shares with all that have the same. */
export function frozenVariable(layout: ParameterLayout, values: FrozenValues): Variable {
  return tf.tidy(() => tf.variable(hold(layout, values).tensor));
}

/** Gives a variable other values, or lets it be where it has them. */
export function assignFrozen(
  variable: Variable,
  layout: ParameterLayout,
  values: FrozenValues,
): void {
  const { tensor } = hold(layout, values);
  if (tensor.dataId !== variable.dataId) variable.assign(tensor);
  releaseUnused();
}

/**
 * The numbers of a frozen weight where all threads can read them: the tensor's own memory where the backend computes in
 * it, a copy otherwise. Throws where no weight of this thread has that digest.
 */
export function sharedNumbers(layout: ParameterLayout, digest: string): SharedArrayBuffer {
  const known = held.get(keyOf(layout, digest));
  if (known === undefined) throw new Error(`no frozen "${layout.name}" has SHA-256 ${digest}`);
  return (known.shared ??= inSharedMemory(known.tensor.dataSync<'float32'>()));
}

/** Frees what no variable has any more; to be called after variables were disposed of. */
export function releaseUnused(): void {
  for (const [key, { tensor }] of held) {
    if (tf.backend().refCount(tensor.dataId) > 1) continue;
    tensor.dispose();
    held.delete(key);
  }
}

function hold(layout: ParameterLayout, { digest, read }: FrozenValues): Held {
  const key = keyOf(layout, digest);
  const known = held.get(key);
  if (known !== undefined) return known;
  const numbers = new Float32Array(inSharedMemory(read()));
  const tensor = tf.tidy(() => tf.keep(tf.tensor(numbers, [...layout.shape])));
  const made: Held = { tensor, shared: null };
  held.set(key, made);
  return made;
}

function keyOf({ shape }: ParameterLayout, digest: string): string {
  return `${tf.getBackend()} ${shape.join('×')} ${digest}`;
}

/** Memory that threads share and that holds these numbers alone: where they lie already, or a copy. */
function inSharedMemory({ buffer, byteOffset, byteLength }: Float32Array): SharedArrayBuffer {
  if (buffer instanceof SharedArrayBuffer && buffer.byteLength === byteLength) return buffer;
  const copy = new SharedArrayBuffer(byteLength);
  new Uint8Array(copy).set(new Uint8Array(buffer, byteOffset, byteLength));
  return copy;
}

function digestOf({ buffer, byteOffset, byteLength }: Float32Array): string {
  return createHash('sha256')
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('base64');
}
