import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { adamUpdate } from '../optimiser/adam-update.ts';
import { nativeBackend } from '../backends/backends.ts';
import { describeOn } from '../testing/describe-on.ts';

const step = {
  ...{ learningRate: 1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  ...{ step: 1, gradientScale: 1 },
};

describeOn([nativeBackend], 'memory', (backend) => {
  beforeAll(() => backend.activate());

  it('has every kernel of the plain JavaScript backend', () => {
    const names = (name: string) =>
      tf.getKernelsForBackend(name).map(({ kernelName }) => kernelName);
    const own = new Set(names(backend.name));
    expect(names('cpu').length).toBeGreaterThan(100);
    expect(names('cpu').filter((name) => !own.has(name))).toEqual([]);
  });

  it('is not the memory of those who gave or read its numbers', async () => {
    const given = Float32Array.of(1, 2, 3);
    const parameter = tf.tidy(() => tf.variable(tf.tensor1d(given)));
    const read = await parameter.data();
    const [moment1, moment2] = [tf.variable(tf.zeros([3])), tf.variable(tf.zeros([3]))];
    const update = () => {
      adamUpdate([{ parameter, gradient: tf.ones([3]), moment1, moment2 }], step);
    };
    update();
    const between = await parameter.data();
    update();
    expect([...given]).toEqual([1, 2, 3]);
    expect([...read]).toEqual([1, 2, 3]);
    expect(between[0]).toBeCloseTo(0, 4);
    expect((await parameter.data())[0]).toBeLessThan(-0.5);
  });

  it('is not shared by a slice and what it was cut from', async () => {
    const whole = tf.add(tf.range(0, 6), 0);
    const slice = tf.slice(whole, [2], [3]);
    whole.dispose();
    // Takes the memory that became free.
    tf.mul(tf.ones([6]), 9);
    expect([...(await slice.data())]).toEqual([2, 3, 4]);
  });

  it('is read as float32 where TensorFlow.js keeps integers under that name', async () => {
    const converted = tf.cast(tf.tensor1d([1, 2], 'int32'), 'float32');
    expect([...(await tf.add(converted, tf.tensor1d([0.5, 0.5])).data())]).toEqual([1.5, 2.5]);
  });
});
