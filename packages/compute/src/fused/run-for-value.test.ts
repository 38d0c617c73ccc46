import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { rmsNorm } from '../operations/rms-norm.ts';
import { describeOn, EVERY } from '../testing/describe-on.ts';
import { runForValue } from './fused-operation.ts';

describeOn(EVERY, 'a fused operation', (backend) => {
  it('leaves nothing on the backend but its value, with a gradient and without', async () => {
    await backend.activate();
    const [x, gain] = [tf.ones<tf.Rank.R2>([3, 4]), tf.ones<tf.Rank.R1>([4])];
    const before = tf.backend().numDataIds();
    const value = rmsNorm(x, gain, 1e-5);
    expect(tf.backend().numDataIds()).toBe(before + 1);
    const { value: sum, grads } = tf.valueAndGrads((given) =>
      tf.sum(rmsNorm(given as tf.Tensor2D, gain, 1e-5)),
    )([x]);
    tf.dispose([value, sum, grads]);
    expect(tf.backend().numDataIds()).toBe(before);
    tf.dispose([x, gain]);
  });

  it('that it does not know is refused by name', async () => {
    await backend.activate();
    expect(() => runForValue('Unheard', {})).toThrow('there is no kernel Unheard');
  });
});
