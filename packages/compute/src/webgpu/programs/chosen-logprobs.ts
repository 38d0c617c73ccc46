import { gpuProgram } from '../gpu-program.ts';
import { NOT_A_NUMBER } from './not-a-number.ts';
import { PEAK } from './peak.ts';

/**
 * out[row] = logits[row][target] − log Σ e^logits; `normaliser` keeps the latter for the backward pass. NaN where the
 * target is outside the vocabulary.
 */
export const chosenLogprobs = gpuProgram({
  tensors: { logits: 'read', targets: 'readIntegers', out: 'write', normaliser: 'write' },
  numbers: { rows: 'u32', vocabulary: 'u32' },
  each: 'group',
  count: ({ rows }) => rows,
  code: `${PEAK}
    fn work(row: u32, lane: u32) {
      let first = row * numbers.vocabulary;
      let peak = peakOf(first, lane);
      if (lane > 0) {
        return;
      }
      let rest = logarithm(peak.sum);
      normaliser[row] = peak.largest + rest;
      let chosen = u32(targets[row]);
      // What is below 0 is beyond every vocabulary as an unsigned number.
      if (chosen >= numbers.vocabulary) {
        out[row] = numbers.NaN;
        return;
      }
      out[row] = (logits[first + chosen] - peak.largest) - rest;
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
