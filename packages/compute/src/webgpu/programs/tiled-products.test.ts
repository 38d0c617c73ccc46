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
import { tiledProducts } from './tiled-products.ts';

/** None a multiple of the side of a tile; more than two tiles, or less than one. */
const SIZES = [150, 70, 133, 37];

const tiled = Object.entries(programs).filter(([, { larger }]) => larger !== undefined);

/** What a program makes of random numbers, `[written tensor][number]`. */
async function run(program: GpuProgram): Promise<readonly Float32Array[]> {
  const random = new RandomStream(3);
  const sizes = Object.keys(program.numbers).map((_, at) => SIZES[at] ?? 0.5);
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

/** Factors as they may lie, and the sizes of tile. */
const factors = [true, false].flatMap((left) =>
  [true, false].flatMap((right) => ['small', 'large'].map((size) => ({ left, right, size }))),
);

/** Room that is not a tensor's own any more. */
const BEYOND = 4096;

/** The numbers in a tensor, what is beyond them being `rest`. */
function within(numbers: Float32Array, rest: number): tf.Tensor1D {
  const all = new Float32Array(numbers.length + BEYOND).fill(rest);
  all.set(numbers);
  return tf.tensor1d(all);
}

describeOn([webGpuBackend], 'products by tiles', (backend) => {
  it.each(factors)('keep to their own numbers: %o', async ({ left, right, size }) => {
    await backend.activate();
    const { larger, ...small } = tiledProducts({
      tensors: { a: 'read', b: 'read', out: 'write' },
      numbers: ['rows', 'inner', 'columns'],
      outputs: [
        {
          ...{ rows: 'rows', columns: 'columns', put: 'out[at] = value;' },
          values: [
            [
              {
                left: { tensor: 'a', ...(left && { isTransposed: true }) },
                right: { tensor: 'b', ...(right && { isTransposed: true }) },
                inner: 'inner',
              },
            ],
          ],
        },
      ],
    });
    const [rows, inner, columns] = [66, 37, 5];
    const random = new RandomStream(6);
    const a = randomValues(random, [rows * inner]).data;
    const b = randomValues(random, [inner * columns]).data;
    const expected = Float32Array.from({ length: rows * columns }, (_, at) => {
      const [row, column] = [Math.floor(at / columns), at % columns];
      return Array.from({ length: inner }, (_inner, i) => {
        const one = a[left ? i * rows + row : row * inner + i] ?? NaN;
        return one * (b[right ? column * inner + i : i * columns + column] ?? NaN);
      }).reduce((sum, product) => sum + product, 0);
    });
    const tensors = [
      within(a, NaN),
      within(b, NaN),
      within(
        expected.map(() => 0),
        7,
      ),
    ];
    const module = new WebGpuKernelModule(tf.backend() as WatchedBackend);
    const program = size === 'small' ? small : (larger?.program ?? small);
    module.dispatch(program, tensors, [rows, inner, columns]);
    const out = await tensors[2]?.data<'float32'>();
    expect(relativeError(out?.subarray(0, expected.length) ?? [], expected)).toBeLessThan(1e-6);
    expect(out?.subarray(expected.length)).toEqual(new Float32Array(BEYOND).fill(7));
    tf.dispose(tensors);
  });

  it.each(tiled)('%s is the same by small tiles and by large ones', async (_, program) => {
    await backend.activate();
    const large = await run(program.larger?.program ?? program);
    const small = await run(program);
    small.forEach((values, at) => {
      expect(relativeError(large[at] ?? [], values)).toBeLessThan(1e-5);
    });
  });
});
