import * as tf from '@tensorflow/tfjs-core';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { sizeOf } from '../kernels/size-of.ts';
import type { Replacement } from '../replaced/replacement.ts';
import type { CudaKernelModule } from './cuda-kernel-module.ts';

/** Axes of a box that the kernel knows. */
const MOST_AXES = 6;

/** How far apart neighbours along each axis lie. */
function stepsOf(shape: readonly number[]): readonly number[] {
  return shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
}

/** Part of a tensor: `begin` is where it starts. */
export const slice: Replacement<
  'x',
  { readonly begin: number | number[]; readonly size: number | number[] },
  CudaKernelModule
> = {
  kernelName: 'Slice',
  kernel: (module, { x }, { begin, size }) => {
    if (x.dtype !== 'float32' || x.shape.length > MOST_AXES) return null;
    // Only its shape is looked at.
    const shaped = x as tf.Tensor;
    const [start = [], sizes = []] = tf.slice_util.parseSliceParams(shaped, begin, size);
    tf.slice_util.assertParamsValid(shaped, start, sizes);
    const out = module.output(sizes);
    const steps = stepsOf(x.shape);
    const first = start.reduce((sum, at, axis) => sum + at * (steps[axis] ?? 0), 0);
    module.copyBox(x, out, [sizes.length, ...sizes, first, ...steps, 0, ...stepsOf(sizes)]);
    return out;
  },
};

/** A tensor amid zeros; the gradient of a slice is one. */
export const pad: Replacement<
  'x',
  { readonly paddings: readonly (readonly [number, number])[]; readonly constantValue: number },
  CudaKernelModule
> = {
  kernelName: 'PadV2',
  kernel: (module, { x }, { paddings, constantValue }) => {
    if (x.dtype !== 'float32' || x.shape.length > MOST_AXES || constantValue !== 0) return null;
    const before = paddings.map(([first]) => first);
    const shape = x.shape.map((size, axis) => {
      const [first, last] = paddings[axis] ?? [0, 0];
      return first + size + last;
    });
    const out = module.zeros(shape);
    const steps = stepsOf(shape);
    const start = before.reduce((sum, at, axis) => sum + at * (steps[axis] ?? 0), 0);
    module.copyBox(x, out, [x.shape.length, ...x.shape, 0, ...stepsOf(x.shape), start, ...steps]);
    return out;
  },
};

/** Tensors one after another along an axis. */
function join(
  module: CudaKernelModule,
  parts: readonly TensorInfo[],
  axis: number,
): TensorInfo | null {
  const [first] = parts;
  if (first === undefined || parts.some(({ dtype }) => dtype !== 'float32')) return null;
  const rows = parts.map(({ shape }) => shape[axis] ?? 0);
  const shape = first.shape.map((size, at) =>
    at === axis ? rows.reduce((sum, count) => sum + count, 0) : size,
  );
  const [outer, inner] = [sizeOf(shape.slice(0, axis)), sizeOf(shape.slice(axis + 1))];
  const out = module.output(shape);
  const width = (shape[axis] ?? 0) * inner;
  let start = 0;
  parts.forEach((part, index) => {
    const run = (rows[index] ?? 0) * inner;
    module.copyBox(part, out, [2, outer, run, 0, run, 1, start, width, 1]);
    start += run;
  });
  return out;
}

export const concat: Replacement<string, { readonly axis: number }, CudaKernelModule> = {
  kernelName: 'Concat',
  kernel: (module, inputs, { axis }) => {
    const parts = Object.values(inputs);
    const at = tf.util.parseAxisParam(axis, parts[0]?.shape ?? [])[0] ?? 0;
    tf.backend_util.assertParamsConsistent(
      parts.map(({ shape }) => shape),
      at,
    );
    return join(module, parts, at);
  },
};

export const pack: Replacement<string, { readonly axis: number }, CudaKernelModule> = {
  kernelName: 'Pack',
  kernel: (module, inputs, { axis }) => {
    const parts = Object.values(inputs).map((part) => ({
      ...part,
      shape: [...part.shape.slice(0, axis), 1, ...part.shape.slice(axis)],
    }));
    return join(module, parts, axis);
  },
};

/** The same numbers under another shape. */
export const reshape: Replacement<'x', { readonly shape: number[] }, CudaKernelModule> = {
  kernelName: 'Reshape',
  kernel: (module, { x }, { shape }) => {
    const whole = tf.util.inferFromImplicitShape(shape, sizeOf(x.shape));
    if (sizeOf(whole) !== sizeOf(x.shape)) {
      throw new Error(
        `a tensor of shape [${x.shape.join()}] cannot be reshaped to [${whole.join()}]`,
      );
    }
    return module.alias(x, whole);
  },
};
