import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { webGpuBackend } from '../backends/backends.ts';
import { adamUpdate } from '../optimiser/adam-update.ts';
import { describeOn } from '../testing/describe-on.ts';
import { LANES, seen, sizedFor, workgroups } from './gpu-program.ts';
import { partwisePrograms, programs } from './programs/programs.ts';
import { rmsNorm } from './programs/rms-norm.ts';
import { swiGlu } from './programs/swi-glu.ts';

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
    expect(workgroups(swiGlu, count, MOST)).toEqual(expected);
  });

  it('of groups', () => {
    expect(workgroups({ ...swiGlu, each: 'group' }, MOST + 1, MOST)).toEqual([32_768, 2, 1]);
  });
});

/** The least of `maxStorageBuffersPerShaderStage` that a GPU may have. */
const MOST_TENSORS = 8;

describe('programs', () => {
  it.each(Object.entries(programs))('%s has no more tensors than every GPU takes', (_, program) => {
    const tensors = Object.keys(program.tensors);
    expect(seen(program, tensors).length).toBeLessThanOrEqual(MOST_TENSORS);
  });
});

describe('programs of parts', () => {
  it.each(Object.entries(partwisePrograms))('%s takes as many as tensors allow', (_, program) => {
    for (const most of [MOST_TENSORS, 10, 12]) {
      const parts = program.partsWithin(most);
      expect(Object.keys(program.of(parts).tensors).length).toBeLessThanOrEqual(most);
      expect(Object.keys(program.of(parts + 1).tensors).length).toBeGreaterThan(most);
    }
  });
});

describe('a program of two sizes', () => {
  const program = { ...swiGlu, larger: { program: rmsNorm, from: 5 } };

  it.each([
    [4, program],
    [5, rmsNorm],
  ])('of %d groups', (rows, expected) => {
    expect(sizedFor(program, { rows })).toBe(expected);
  });

  it('which has one only', () => {
    expect(sizedFor(swiGlu, { rows: 5 })).toBe(swiGlu);
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
