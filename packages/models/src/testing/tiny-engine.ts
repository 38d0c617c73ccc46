import type { AdamParameters, DifferentiatedSequence } from '@waltz/core';
import { TransformerEngine, type TransformerSettings } from '../engine/transformer-engine.ts';
import type { Architecture } from '../model/architecture.ts';

/** Two layers, grouped-query attention, every part of the architecture, and few enough numbers for plain JavaScript. */
export const TINY: Architecture = {
  vocabularySize: 13,
  dim: 16,
  layers: 2,
  heads: 4,
  kvHeads: 2,
  hiddenDim: 20,
  maxPositions: 40,
  ropeBase: 10_000,
  normEpsilon: 1e-5,
  tieEmbeddings: true,
};

export const END_OF_TURN = 0;

export const ADAM: AdamParameters = {
  learningRate: 1e-2,
  beta1: 0.9,
  beta2: 0.99,
  epsilon: 1e-8,
  maxGradientNorm: 1,
};

/** Contexts of different lengths, none of them a multiple of the padding. */
export const CONTEXTS: readonly (readonly number[])[] = [
  [1, 2, 3],
  [4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2],
  [9],
  [3, 3, 3, 3, 3, 3, 3],
];

export const LESSONS: readonly DifferentiatedSequence[] = [
  { context: [1, 2, 3], completion: [4, 5, 6, END_OF_TURN], derivatives: [-1, -1, -1, -1] },
  { context: [7, 8], completion: [9, END_OF_TURN], derivatives: [-1, -1] },
  { context: [2, 1, 2, 1, 2], completion: [1, 2, END_OF_TURN], derivatives: [-1, -0.5, 0.25] },
];

export function tinyEngine(
  settings: Partial<TransformerSettings> = {},
  seed = 1,
): TransformerEngine {
  return TransformerEngine.initialise(
    {
      architecture: TINY,
      lora: null,
      ends: [END_OF_TURN],
      microBatchTokens: 64,
      gradientCheckpointing: false,
      sampleBatch: 8,
      ...settings,
    },
    seed,
  );
}

/** Greatest difference between two ragged arrays of the same form. */
export function greatestDifference(
  left: readonly (readonly number[])[],
  right: readonly (readonly number[])[],
): number {
  return Math.max(
    ...left.flatMap((row, index) =>
      row.map((value, token) => Math.abs(value - (right[index]?.[token] ?? NaN))),
    ),
  );
}
