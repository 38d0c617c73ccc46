import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';

/** A function of one tensor whose derivative is written with its input `x`. */
function ofInput(kernelName: string, derivative: (dy: Tensor, x: Tensor) => Tensor): GradConfig {
  return {
    kernelName,
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => ({ x: () => derivative(dy as Tensor, x as Tensor) }),
  };
}

/** A function of one tensor whose derivative is written with its output `y`. */
function ofOutput(kernelName: string, derivative: (dy: Tensor, y: Tensor) => Tensor): GradConfig {
  return {
    kernelName,
    outputsToSave: [true],
    gradFunc: (dy, [y]) => ({ x: () => derivative(dy as Tensor, y as Tensor) }),
  };
}

export const elementwiseGradients: readonly GradConfig[] = [
  ofInput('Neg', (dy) => tf.neg(dy)),
  ofInput('Square', (dy, x) => tf.mul(dy, tf.mul(x, 2))),
  ofInput('Log', (dy, x) => tf.div(dy, x)),
  ofOutput('Exp', (dy, y) => tf.mul(dy, y)),
  ofOutput('Sqrt', (dy, y) => tf.div(dy, tf.mul(y, 2))),
  ofOutput('Rsqrt', (dy, y) => tf.mul(dy, tf.mul(tf.mul(tf.square(y), y), -0.5))),
  ofOutput('Sigmoid', (dy, y) => tf.mul(dy, tf.mul(y, tf.sub(1, y)))),
  ofOutput('Tanh', (dy, y) => tf.mul(dy, tf.sub(1, tf.square(y)))),
];
