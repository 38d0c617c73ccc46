import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';
import { sumTo } from './sum-to.ts';

function pair(
  kernelName: string,
  derivatives: (dy: Tensor, a: Tensor, b: Tensor) => { a: () => Tensor; b: () => Tensor },
): GradConfig {
  return {
    kernelName,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, [a, b]) => {
      if (Array.isArray(dy) || a === undefined || b === undefined) {
        throw new TypeError(`${kernelName} saves two operands and has one output`);
      }
      const parts = derivatives(dy, a, b);
      return { a: () => sumTo(parts.a(), a), b: () => sumTo(parts.b(), b) };
    },
  };
}

/** Sums, differences, products and quotients, with broadcasting. */
export const arithmeticGradients: readonly GradConfig[] = [
  pair('Add', (dy) => ({ a: () => dy, b: () => dy })),
  pair('Sub', (dy) => ({ a: () => dy, b: () => tf.neg(dy) })),
  pair('Multiply', (dy, a, b) => ({ a: () => tf.mul(dy, b), b: () => tf.mul(dy, a) })),
  pair('RealDiv', (dy, a, b) => ({
    a: () => tf.div(dy, b),
    b: () => tf.neg(tf.div(tf.mul(dy, a), tf.square(b))),
  })),
];
