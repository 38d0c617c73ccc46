import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { webGpuBackend } from '../backends/backends.ts';
import { adamUpdate } from '../optimiser/adam-update.ts';
import { describeOn } from '../testing/describe-on.ts';
import { LANES, workgroups } from './gpu-program.ts';
import { adam } from './programs/adam.ts';

/** The least of `maxComputeWorkgroupsPerDimension` that a GPU may have. */
const MOST = 65_535;

describe('workgroups', () => {
  it.each([
    [0, [0, 0, 1]],
    [1, [1, 1, 1]],
    [LANES, [1, 1, 1]],
    [LANES + 1, [2, 1, 1]],
    [MOST * LANES, [MOST, 1, 1]],
    [MOST * LANES + 1, [32_768, 2, 1]],
  ])('of %d elements', (count, expected) => {
    expect(workgroups(adam, count, MOST)).toEqual(expected);
  });

  it('of groups', () => {
    expect(workgroups({ ...adam, each: 'group' }, MOST + 1, MOST)).toEqual([32_768, 2, 1]);
  });
});

describeOn([webGpuBackend], 'programs', (backend) => {
  it('reach every element where one dimension has too few workgroups', async () => {
    await backend.activate();
    const size = MOST * LANES + 1;
    const [parameter, moment1, moment2] = [
      tf.zeros([size]),
      tf.zeros([size]),
      tf.zeros([size]),
    ].map((start) => tf.variable(start)) as [tf.Variable, tf.Variable, tf.Variable];
    const settings = { learningRate: 1, beta1: 0.5, beta2: 0.5, epsilon: 0, gradientScale: 1 };
    const state = { parameter, gradient: tf.ones([size]), moment1, moment2 };
    adamUpdate([state], { ...settings, step: 1 });
    const moved = await parameter.data();
    expect(moved.findIndex((value) => Math.abs(value + 1) > 1e-5)).toBe(-1);
    tf.disposeVariables();
  });
});
