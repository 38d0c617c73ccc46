import * as tf from '@tensorflow/tfjs-core';
import { RandomStream } from '@waltz/core';
import { expect, it } from 'vitest';
import { webGpuBackend } from '../../backends/backends.ts';
import { describeOn } from '../../testing/describe-on.ts';
import { randomValues } from '../../testing/on-backend.ts';
import { relativeError } from '../../testing/relative-error.ts';
import type { GpuProgram } from '../gpu-program.ts';
import type { WatchedBackend } from '../watched-backend.ts';
import { WebGpuKernelModule } from '../webgpu-kernel-module.ts';
import { programs } from './programs.ts';

/** None a multiple of the side of a tile; more than two tiles, or less than one. */
const SIZES = [150, 70, 133, 37];

const tiled = Object.entries(programs).filter(([, { larger }]) => larger !== undefined);

/** What a program makes of random numbers, `[written tensor][number]`. */
async function run(program: GpuProgram): Promise<readonly Float32Array[]> {
  const random = new RandomStream(3);
  const sizes = Object.keys(program.numbers).map((_, at) => SIZES[at] ?? NaN);
  const room = Math.max(...SIZES) ** 2;
  const kinds = Object.values(program.tensors);
  const tensors = kinds.map(() => tf.tensor1d(randomValues(random, [room]).data));
  const module = new WebGpuKernelModule(tf.backend() as WatchedBackend);
  module.dispatch(program, tensors, sizes);
  const written = tensors.filter((_, at) => kinds[at] === 'write');
  const values = await Promise.all(written.map((tensor) => tensor.data<'float32'>()));
  tf.dispose(tensors);
  return values;
}

describeOn([webGpuBackend], 'products by tiles', (backend) => {
  it.each(tiled)('%s is the same by small tiles and by large ones', async (_, program) => {
    await backend.activate();
    const large = await run(program.larger?.program ?? program);
    const small = await run(program);
    small.forEach((values, at) => {
      expect(relativeError(large[at] ?? [], values)).toBeLessThan(1e-5);
    });
  });
});
