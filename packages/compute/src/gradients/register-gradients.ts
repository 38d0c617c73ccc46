import * as tf from '@tensorflow/tfjs-core';
import { findGradient } from '../backends/registered.ts';
import { arithmeticGradients } from './arithmetic-gradients.ts';
import { contractionGradients } from './contraction-gradients.ts';
import { elementwiseGradients } from './elementwise-gradients.ts';
import { layoutGradients } from './layout-gradients.ts';

/**
 * Teaches TensorFlow.js the gradients that language models need.
 * Its build for Node carries none, and the files that hold them cannot be imported in Node.
 */
export function registerGradients(): void {
  for (const gradient of [
    ...arithmeticGradients,
    ...contractionGradients,
    ...elementwiseGradients,
    ...layoutGradients,
  ]) {
    if (findGradient(gradient.kernelName) === undefined) tf.registerGradient(gradient);
  }
}
