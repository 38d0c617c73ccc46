import * as tf from '@tensorflow/tfjs-core';
import { RandomStream } from '@waltz/core';
import { describe, expect, it } from 'vitest';
import { cpuBackend } from '../backends/backends.ts';
import { finiteDifference } from '../testing/finite-difference.ts';
import { evaluate, randomValues, type Operation } from '../testing/on-backend.ts';
import { primitives } from '../testing/primitives.ts';

describe('gradients', () => {
  it.each(Object.entries(primitives))('%s: as finite differences have it', async (_name, make) => {
    const random = new RandomStream(11);
    const operation: Operation = (x, y) => tf.add(make(x, y), tf.mul(tf.sum(y), 0));
    const inputs = [randomValues(random, [3, 4]), randomValues(random, [4])];
    const { value } = await evaluate(cpuBackend, operation, inputs);
    const weights = randomValues(random, [value.length]).data;
    const { gradients } = await evaluate(cpuBackend, operation, inputs, weights);
    for (const [input, { data }] of inputs.entries()) {
      for (let element = 0; element < data.length; element++) {
        const slope = await finiteDifference(operation, inputs, weights, { input, element });
        expect(gradients[input]?.[element]).toBeCloseTo(slope, 3);
      }
    }
  });
});
