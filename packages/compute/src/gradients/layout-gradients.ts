import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';

interface Pieces {
  readonly axis: number;
}

interface Window {
  readonly begin: number | number[];
}

interface Permutation {
  readonly perm: number[];
}

interface Padding {
  readonly paddings: [number, number][];
}

/** Operations that only move numbers. */
export const layoutGradients: readonly GradConfig[] = [
  {
    kernelName: 'Identity',
    gradFunc: (dy) => ({ x: () => dy as Tensor }),
  },
  {
    kernelName: 'Cast',
    gradFunc: (dy) => ({ x: () => dy as Tensor }),
  },
  ...['Reshape', 'ExpandDims'].map((kernelName) => ({
    kernelName,
    inputsToSave: [kernelName === 'Reshape' ? 'x' : 'input'],
    gradFunc: (dy: Tensor | Tensor[], [x]: Tensor[]) => ({
      [kernelName === 'Reshape' ? 'x' : 'input']: () =>
        tf.reshape(dy as Tensor, (x as Tensor).shape),
    }),
  })),
  {
    kernelName: 'Transpose',
    gradFunc: (dy, _saved, attributes) => {
      const { perm } = attributes as unknown as Permutation;
      return { x: () => tf.transpose(dy as Tensor, tf.backend_util.getUndoAxesPermutation(perm)) };
    },
  },
  {
    kernelName: 'Concat',
    saveAllInputs: true,
    gradFunc: (dy, saved, attributes) => {
      const axis = tf.util.parseAxisParam(
        (attributes as unknown as Pieces).axis,
        (saved[0] as Tensor).shape,
      )[0] as number;
      const parts = tf.split(
        dy as Tensor,
        saved.map((part) => part.shape[axis] as number),
        axis,
      );
      return Object.fromEntries(parts.map((part, index) => [index, () => part]));
    },
  },
  {
    kernelName: 'SplitV',
    gradFunc: (dy, _saved, attributes) => ({
      x: () => tf.concat(dy as Tensor[], (attributes as unknown as Pieces).axis),
    }),
  },
  {
    kernelName: 'Slice',
    inputsToSave: ['x'],
    gradFunc: (dy, saved, attributes) => {
      const { shape } = saved[0] as Tensor;
      const d = dy as Tensor;
      const { begin } = attributes as unknown as Window;
      const starts = Array.isArray(begin) ? begin : [begin];
      const around = shape.map((size, axis): [number, number] => {
        const before = starts[axis] ?? 0;
        return [before, size - before - (d.shape[axis] as number)];
      });
      return { x: () => tf.pad(d, around) };
    },
  },
  {
    kernelName: 'PadV2',
    inputsToSave: ['x'],
    gradFunc: (dy, saved, attributes) => {
      const before = (attributes as unknown as Padding).paddings.map(([first]) => first);
      return { x: () => tf.slice(dy as Tensor, before, (saved[0] as Tensor).shape) };
    },
  },
];
