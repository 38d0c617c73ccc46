import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * Throws unless `tensor` has this type and shape (null: any length). The kernels read memory by these numbers alone,
 * so that a wrong shape would give wrong results in silence.
 */
export function expectTensor(
  name: string,
  tensor: Tensor,
  shape: readonly (number | null)[],
  dtype: 'float32' | 'int32' = 'float32',
): void {
  const fits =
    tensor.dtype === dtype &&
    tensor.shape.length === shape.length &&
    shape.every((size, axis) => size === null || size === tensor.shape[axis]);
  if (!fits) {
    const wanted = shape.map((size) => size ?? 'any').join(', ');
    throw new RangeError(
      `${name} is ${tensor.dtype} [${tensor.shape.join(', ')}], but must be ${dtype} [${wanted}]`,
    );
  }
}
