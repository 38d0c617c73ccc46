import type { ModelSize } from '@waltz/core';
import { expect, it } from 'vitest';
import { KNOWN_MODELS } from './known-models.ts';
import { multipliedWeights, parameterCount, phaseFlops } from './transformer-flops.ts';

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

it('counts the weights of a model on paper', () => {
  // Queries and output 4·4 each, keys and values 4·2 each, gate, up and down 4·3 each; the table 5·4; three gains of 4.
  expect(multipliedWeights(SIZE)).toEqual({ blocks: 16 + 16 + 8 + 8 + 36, head: 20 });
  expect(parameterCount(SIZE)).toBe(84 + 20 + 12);
  expect(parameterCount({ ...SIZE, tieEmbeddings: false })).toBe(84 + 40 + 12);
});

it('counts heads that are not dim / heads wide', () => {
  // Queries and output 4·12 each, keys and values 4·6 each, gate, up and down 4·3 each.
  const size = { ...SIZE, headDim: 6 };
  expect(multipliedWeights(size).blocks).toBe(48 + 48 + 24 + 24 + 36);
  const work = { sequences: 1, contextTokens: 2, completionTokens: 2, pairs: 6 };
  expect(phaseFlops(size, 'values', work)).toBe(2 * 180 * 3 + 6 * 4 * 12);
});

it.each([
  ['SmolLM2-135M', 134_515_008],
  ['Llama-3.2-1B', 1_235_814_400],
  ['Llama-3.1-8B', 8_030_261_248],
  ['Llama-3.1-70B', 70_553_706_496],
])('has the published number of weights of %s', (name, published) => {
  const model = KNOWN_MODELS.find((known) => known.name === name);
  expect(model && parameterCount(model.size)).toBe(published);
});

it.each([
  // 3 tokens go through the blocks, 2 positions to the vocabulary, 1 + 2 + 3 pairs of 4·4.
  ['sample', 2 * 84 * 3 + 2 * 20 * 2 + 6 * 16],
  ['logprobs', 2 * 84 * 3 + 2 * 20 * 2 + 6 * 16],
  ['update', 3 * (2 * 84 * 3 + 2 * 20 * 2 + 6 * 16)],
  ['values', 2 * 84 * 3 + 6 * 16],
  ['value-update', 3 * (2 * 84 * 3 + 6 * 16)],
] as const)('counts %s on paper', (phase, flops) => {
  const work = { sequences: 1, contextTokens: 2, completionTokens: 2, pairs: 6 };
  expect(phaseFlops(SIZE, phase, work)).toBe(flops);
});
