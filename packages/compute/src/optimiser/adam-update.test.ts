import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { RandomStream } from '@waltz/core';
import { describeOn, EVERY } from '../testing/describe-on.ts';
import { randomValues } from '../testing/on-backend.ts';
import { adamUpdate, type AdamState } from './adam-update.ts';

const settings = { learningRate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 1e-8 };

/** Algorithm 1 of Kingma & Ba in double precision, for one number. */
function reference(start: number, gradients: readonly number[]): number {
  let [x, m, v] = [start, 0, 0];
  gradients.forEach((g, index) => {
    m = settings.beta1 * m + (1 - settings.beta1) * g;
    v = settings.beta2 * v + (1 - settings.beta2) * g * g;
    const mean = m / (1 - settings.beta1 ** (index + 1));
    const square = v / (1 - settings.beta2 ** (index + 1));
    x -= (settings.learningRate * mean) / (Math.sqrt(square) + settings.epsilon);
  });
  return x;
}

describeOn(EVERY, 'adamUpdate', (backend) => {
  it('takes the steps of the algorithm, with the gradient scaled first', async () => {
    await backend.activate();
    const start = [1, -2, 0.5, 3, 0, 7, -1];
    const gradients = [
      [0.3, -1, 2, 0, 5, 1e-3, -4],
      [-0.1, -1, 1, 0, 5, 2e-3, 4],
      [0.7, -1, 3, 1, 5, -1e-3, 0],
    ];
    const parameter = tf.variable(tf.tensor1d(start));
    const [moment1, moment2] = [tf.variable(tf.zeros([7])), tf.variable(tf.zeros([7]))];
    gradients.forEach((gradient, index) => {
      const g = tf.tensor1d(gradient);
      const state = { parameter, gradient: g, moment1, moment2 };
      adamUpdate([state], { ...settings, step: index + 1, gradientScale: 0.5 });
      g.dispose();
    });
    const actual = await parameter.data();
    start.forEach((x, at) => {
      const expected = reference(
        x,
        gradients.map((gradient) => 0.5 * (gradient[at] ?? 0)),
      );
      expect(actual[at]).toBeCloseTo(expected, 5);
    });
  });

  it('is seen by whoever reads parameter and moments between steps', async () => {
    await backend.activate();
    const variables = [1, 0, 0].map((start) => tf.variable(tf.tensor1d([start])));
    const [parameter, moment1, moment2] = variables as [tf.Variable, tf.Variable, tf.Variable];
    const gradient = tf.tensor1d([2]);
    const seen: number[][] = [];
    for (const step of [1, 2]) {
      const state = { parameter, gradient, moment1, moment2 };
      adamUpdate([state], { ...settings, step, gradientScale: 1 });
      const read = await Promise.all(variables.map((variable) => variable.data()));
      seen.push(read.map(([value]) => value ?? Number.NaN));
    }
    const expected = [0.9, 0.2, 0.04, 0.8, 0.38, 0.0796];
    seen.flat().forEach((value, at) => {
      expect(value).toBeCloseTo(expected[at] ?? Number.NaN, 5);
    });
  });

  it('leaves clones of a parameter as they were', async () => {
    await backend.activate();
    const parameter = tf.variable(tf.tensor1d([1, 2]));
    const clone = tf.clone(parameter);
    const [moment1, moment2] = [tf.variable(tf.zeros([2])), tf.variable(tf.zeros([2]))];
    const state = { parameter, gradient: tf.tensor1d([1, 1]), moment1, moment2 };
    adamUpdate([state], { ...settings, step: 1, gradientScale: 1 });
    expect([...(await clone.data())]).toEqual([1, 2]);
    expect((await parameter.data())[0]).toBeCloseTo(0.9, 5);
  });

  it('gives many parameters of different sizes what it gives each of them alone', async () => {
    await backend.activate();
    const random = new RandomStream(4);
    // More than one launch takes.
    const starts = Array.from({ length: 130 }, (_, at) => randomValues(random, [1 + (at % 41)]));
    const stateOf = ({ data, shape }: (typeof starts)[number]): AdamState => {
      const zeros = () => tf.variable(tf.zeros([...shape]));
      const numbers = tf.tensor(data.slice(), [...shape]);
      const [parameter, gradient] = [tf.variable(numbers), tf.mul(numbers, -2)];
      return { parameter, gradient, moment1: zeros(), moment2: zeros() };
    };
    const [together, alone] = [starts.map(stateOf), starts.map(stateOf)];
    const step = { ...settings, step: 3, gradientScale: 0.5 };
    adamUpdate(together, step);
    for (const state of alone) adamUpdate([state], step);
    for (const role of ['parameter', 'moment1', 'moment2'] as const) {
      const all = (states: readonly AdamState[]) => tf.concat(states.map((state) => state[role]));
      expect(await all(together).data()).toEqual(await all(alone).data());
    }
    tf.disposeVariables();
  });

  it('refuses a gradient of another shape', async () => {
    await backend.activate();
    const [parameter, moment1, moment2] = [0, 0, 0].map(() => tf.variable(tf.zeros([2]))) as [
      tf.Variable,
      tf.Variable,
      tf.Variable,
    ];
    const state = { parameter, gradient: tf.zeros([1]), moment1, moment2 };
    expect(() => adamUpdate([state], { ...settings, step: 1, gradientScale: 1 })).toThrow(
      'gradient is float32 [1], but must be float32 [2]',
    );
  });
});
