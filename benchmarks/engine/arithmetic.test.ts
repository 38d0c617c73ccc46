import { expect, it } from 'vitest';
import type { ModelSize } from '@waltz/core';
import { samplingFlops, trainingFlops } from './arithmetic.ts';

/** Small enough to count on paper. */
const SIZE: ModelSize = {
  dim: 4,
  layers: 1,
  heads: 2,
  kvHeads: 1,
  hiddenDim: 3,
  vocabularySize: 5,
  maxPositions: 8,
  tieEmbeddings: true,
};

it('counts an update on paper', () => {
  // Two sequences of 3 tokens: 6·104 a token; a token sees 1, 2 and 3 tokens: 6 pairs of 4·4 forward, thrice that in all.
  expect(trainingFlops(SIZE, { batch: 2, length: 3 })).toBe(2 * (6 * 104 * 3 + 3 * 6 * 16));
});

it('counts sampling on paper', () => {
  // 2 tokens read and 2 sampled: 3 go through the blocks, 2 positions to the vocabulary, 1 + 2 + 3 pairs.
  expect(samplingFlops(SIZE, { prompts: 5, context: 2, completion: 2 })).toBe(
    5 * (2 * 84 * 3 + 2 * 20 * 2 + 6 * 16),
  );
});

it('grows linearly with the batch, and faster with the length by what attention adds', () => {
  const flops = (batch: number, length: number) => trainingFlops(SIZE, { batch, length });
  expect(flops(8, 3)).toBe(4 * flops(2, 3));
  expect(flops(2, 4)).toBeGreaterThan((4 / 3) * flops(2, 3));
  expect(flops(2, 4)).toBeLessThan((4 / 3) ** 2 * flops(2, 3));
});
