import { sizeOf } from '../kernels/size-of.ts';
import type { Replacement } from './replacement.ts';

/** Stock: a loop of JavaScript, or number by number from rank 5 on. Two neighbouring groups of axes that change places are one pass. */
export const transpose: Replacement<'x', { readonly perm: readonly number[] }> = {
  kernelName: 'Transpose',
  kernel: (module, { x }, { perm }) => {
    const swap = swapOf(perm);
    if (x.dtype !== 'float32' || swap === null) return null;
    const { first, middle, end } = swap;
    const out = module.output(perm.map((axis) => x.shape[axis] ?? 0));
    module.run(
      'swap_axes',
      [x, out],
      [
        sizeOf(x.shape.slice(0, first)),
        sizeOf(x.shape.slice(first, middle)),
        sizeOf(x.shape.slice(middle, end)),
        sizeOf(x.shape.slice(end)),
      ],
    );
    return out;
  },
};

/** The axes first..middle and middle..end that `perm` exchanges, if that is all it does. */
function swapOf(perm: readonly number[]): { first: number; middle: number; end: number } | null {
  const first = perm.findIndex((axis, at) => axis !== at);
  if (first === -1) return null;
  const middle = perm[first] ?? 0;
  const end = middle + perm.indexOf(first) - first;
  const expected = perm.map((_, at) => {
    if (at < first || at >= end) return at;
    return at < first + end - middle ? at - first + middle : at - (end - middle);
  });
  return expected.every((axis, at) => axis === perm[at]) ? { first, middle, end } : null;
}
