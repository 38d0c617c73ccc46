import * as tf from '@tensorflow/tfjs-core';

/** Tensors that are alive: flat from step to step, or something leaks. */
export function tensorCount(): number {
  return tf.memory().numTensors;
}

/** Bytes that living tensors hold. */
export function memoryBytes(): number {
  return tf.memory().numBytes;
}
