import { gpuProgram } from '../gpu-program.ts';
import { SUM_OF_LANES } from './sum-of-lanes.ts';

/** out[first + i] = Σ x² over every `sums`-th run of LANES numbers, from the i-th on. A group for each sum. */
export const squareSums = gpuProgram({
  tensors: { x: 'read', out: 'write' },
  numbers: { size: 'u32', sums: 'u32', first: 'u32' },
  each: 'group',
  count: ({ sums }) => sums,
  code: `${SUM_OF_LANES}
    fn work(group: u32, lane: u32) {
      var squares = 0.0;
      for (var i = group * LANES + lane; i < numbers.size; i += numbers.sums * LANES) {
        squares += x[i] * x[i];
      }
      let sum = sumOfLanes(squares, lane);
      if (lane == 0) {
        out[numbers.first + group] = sum;
      }
    }`,
});
