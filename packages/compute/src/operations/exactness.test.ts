import * as tf from '@tensorflow/tfjs-core';
import { RandomStream } from '@waltz/core';
import { expect, it } from 'vitest';
import { COMPILED, describeOn, EVERY } from '../testing/describe-on.ts';
import { randomValues } from '../testing/on-backend.ts';
import { causalAttention } from './causal-attention.ts';
import { chosenLogprobs } from './chosen-logprobs.ts';
import { swiGlu } from './swi-glu.ts';

describeOn(COMPILED, 'exactness', (backend) => {
  it('of the exponential: 1e-6 relative, down to the smallest normal number', async () => {
    await backend.activate();
    const x = Float32Array.from({ length: 4001 }, (_, index) => -86 + index * 0.043);
    const silu = await swiGlu(tf.tensor2d(x, [1, x.length]), tf.ones([1, x.length])).data();
    x.forEach((z, index) => {
      const expected = z / (1 + Math.exp(-z));
      expect(Math.abs((silu[index] ?? Number.NaN) - expected)).toBeLessThanOrEqual(
        1e-6 * Math.abs(expected),
      );
    });
  });

  it('of the logarithm: certain and uniform choices', async () => {
    await backend.activate();
    for (const vocabulary of [2, 3, 7, 256, 1000, 50_000]) {
      const logits = tf.zeros([1, vocabulary]);
      const [uniform] = await chosenLogprobs(logits, tf.tensor1d([1], 'int32')).data();
      expect(uniform).toBeCloseTo(-Math.log(vocabulary), 5);
    }
    const certain = tf.tensor2d([[200, -200, 0]]);
    expect([...(await chosenLogprobs(certain, tf.tensor1d([0], 'int32')).data())]).toEqual([0]);
  });

  it('lets what is not a number through, for the run to stop on', async () => {
    await backend.activate();
    const logits = tf.tensor2d([[0, Number.NaN, 1]]);
    expect(await chosenLogprobs(logits, tf.tensor1d([0], 'int32')).data()).toEqual(
      Float32Array.of(Number.NaN),
    );
    const gate = tf.tensor2d([[Number.NaN, 1]]);
    expect((await swiGlu(gate, tf.ones([1, 2])).data())[0]).toBeNaN();
  });
});

describeOn(EVERY, 'exactness of the mask', (backend) => {
  it('what comes later changes no bit of what came before', async () => {
    await backend.activate();
    const random = new RandomStream(2);
    const shape = [1, 45, 2, 8];
    const [q, k, v] = [0, 1, 2].map(() => randomValues(random, shape).data) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const changed = (values: Float32Array) => values.map((x, at) => (at >= 40 * 16 ? 1e6 : x));
    const attend = async (keys: Float32Array, values: Float32Array) => {
      const [a, b, c] = [q, keys, values].map((data) => tf.tensor(data, shape));
      const out = causalAttention(a as tf.Tensor, b as tf.Tensor, c as tf.Tensor);
      return (await out.data()).slice(0, 40 * 16);
    };
    expect(await attend(changed(k), changed(v))).toEqual(await attend(k, v));
  });
});
