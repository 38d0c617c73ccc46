import { gpuProgram } from '../gpu-program.ts';
import { NOT_A_NUMBER } from './not-a-number.ts';

/**
 * out[row] = logits[row][target] − log Σ e^logits; `normaliser` keeps the latter for the backward pass. NaN where the
 * target is outside the vocabulary. Each lane sums relative to the largest of its own logits; then the lanes' sums are
 * brought to the largest of all.
 */
export const chosenLogprobs = gpuProgram({
  tensors: { logits: 'read', targets: 'readIntegers', out: 'write', normaliser: 'write' },
  numbers: { rows: 'u32', vocabulary: 'u32' },
  each: 'group',
  count: ({ rows }) => rows,
  code: `${NOT_A_NUMBER}
    const LOWEST = -0x1.fffffep+127;
    var<workgroup> largestOfLanes: array<f32, LANES>;
    var<workgroup> sums: array<f32, LANES>;
    fn work(row: u32, lane: u32) {
      let first = row * numbers.vocabulary;
      var largest = LOWEST;
      for (var i = lane; i < numbers.vocabulary; i += LANES) {
        largest = max(largest, logits[first + i]);
      }
      var sum = 0.0;
      for (var i = lane; i < numbers.vocabulary; i += LANES) {
        sum += exponential(logits[first + i] - largest);
      }
      largestOfLanes[lane] = largest;
      sums[lane] = sum;
      workgroupBarrier();
      if (lane > 0) {
        return;
      }
      for (var i = 1u; i < LANES; i++) {
        largest = max(largest, largestOfLanes[i]);
      }
      sum = 0;
      for (var i = 0u; i < LANES; i++) {
        sum += sums[i] * exponential(largestOfLanes[i] - largest);
      }
      let rest = logarithm(sum);
      normaliser[row] = largest + rest;
      let chosen = u32(targets[row]);
      // What is below 0 is beyond every vocabulary as an unsigned number.
      if (chosen >= numbers.vocabulary) {
        out[row] = numbers.NaN;
        return;
      }
      out[row] = (logits[first + chosen] - largest) - rest;
    }`,
});

/** dlogits = dy · (1[target] − e^(logits − normaliser)) */
export const chosenLogprobsGradient = gpuProgram({
  tensors: {
    ...({ logits: 'read', targets: 'readIntegers', normaliser: 'read', dy: 'read' } as const),
    ...({ dlogits: 'write' } as const),
  },
  numbers: { rows: 'u32', vocabulary: 'u32' },
  each: 'element',
  count: ({ rows, vocabulary }) => rows * vocabulary,
  code: `${NOT_A_NUMBER}
    fn work(i: u32) {
      let row = i / numbers.vocabulary;
      let isChosen = u32(targets[row]) == i % numbers.vocabulary;
      dlogits[i] = dy[row] * (select(0.0, 1.0, isChosen) - exponential(logits[i] - normaliser[row]));
    }`,
});
