import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { CUDA, describeOn } from '../testing/describe-on.ts';
import { packed } from './pack-matrix.ts';

describeOn(CUDA, 'a packed matrix', (backend) => {
  beforeAll(() => backend.activate());

  it('is the matrix itself where products read it row by row, and outlasts it', async () => {
    const matrix = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
    const same = packed(matrix);
    expect(same.dataId).toBe(matrix.dataId);
    matrix.dispose();
    expect(await same.data()).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6));
    same.dispose();
    expect(tf.memory().numTensors).toBe(0);
  });

  it('is a copy where it has to be turned', async () => {
    const matrix = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
    const turned = packed(matrix, true);
    expect((await turned.data()).slice(0, 6)).toEqual(Float32Array.of(1, 4, 2, 5, 3, 6));
    tf.dispose([matrix, turned]);
  });
});
