import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, KernelConfig } from '@tensorflow/tfjs-core';

/** The kernel of this name on a backend, if there is one: TensorFlow.js types it as always there. */
export function findKernel(name: string, backend = tf.getBackend()): KernelConfig | undefined {
  return tf.getKernel(name, backend);
}

/** The gradient of a kernel, if it has one. */
export function findGradient(name: string): GradConfig | undefined {
  return tf.getGradient(name);
}
