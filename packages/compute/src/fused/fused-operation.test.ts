import * as tf from '@tensorflow/tfjs-core';
import { RandomStream } from '@waltz/core';
import { expect, it } from 'vitest';
import { cases } from '../testing/cases.ts';
import { describeOn, EVERY } from '../testing/describe-on.ts';
import { runForValue } from './fused-operation.ts';

/** What is there of tensors: on the backend, and as TensorFlow.js has it. */
function held(): readonly number[] {
  const { numDataBuffers, numTensors } = tf.memory();
  return [tf.backend().numDataIds(), numDataBuffers, numTensors];
}

describeOn(EVERY, 'what is left on the backend', (backend) => {
  it.each(Object.entries(cases))('by %s is its value alone', async (_, draw) => {
    await backend.activate();
    const { operation, inputs } = draw(new RandomStream(3));
    const tensors = inputs.map(({ data, shape }) => tf.tensor(data, [...shape]));
    // Some backends keep angles, and the numbers of positions, from the first call on.
    tf.dispose(tf.tidy(() => operation(...tensors)));
    const before = held();
    const value = tf.tidy(() => operation(...tensors));
    expect(held()).toEqual(before.map((count) => count + 1));
    const { value: sum, grads } = tf.valueAndGrads((...given) => {
      // Not on the way of the gradient.
      operation(...tensors);
      return tf.sum(operation(...given));
    })(tensors);
    tf.dispose([value, sum, grads]);
    expect(held()).toEqual(before);
    tf.dispose(tensors);
  });

  it('is nothing by a kernel that is not known', async () => {
    await backend.activate();
    expect(() => runForValue('Unheard', {})).toThrow('there is no kernel Unheard');
  });
});
