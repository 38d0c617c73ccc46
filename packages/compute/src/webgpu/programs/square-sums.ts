import { partwise } from './partwise.ts';
import { SUM_OF_LANES } from './sum-of-lanes.ts';

/** out[first + i] = Σ x² over every `sums`-th run of LANES numbers, from the i-th on. A group for each sum. */
export const squareSums = partwise({
  tensors: { x: 'read' },
  common: { out: 'write' },
  sizes: ['size', 'sums', 'first'],
  counted: 'sums',
  numbers: {},
  each: 'group',
  functions: SUM_OF_LANES,
  work: (part) => `
      var squares = 0.0;
      let step = numbers.sums${part} * LANES;
      for (var at = i * LANES + lane; at < numbers.size${part}; at += step) {
        squares += x${part}[at] * x${part}[at];
      }
      let sum = sumOfLanes(squares, lane);
      if (lane == 0) {
        out[numbers.first${part} + i] = sum;
      }`,
});
