import type { ModelSize } from '@waltz/core';

/**
 * Sizes to which costs are projected, of the published `config.json` of each model. Llama-3.1-8B is the paper's.
 */
export const KNOWN_MODELS: readonly { readonly name: string; readonly size: ModelSize }[] = [
  {
    name: 'SmolLM2-135M',
    size: {
      vocabularySize: 49_152,
      dim: 576,
      layers: 30,
      heads: 9,
      kvHeads: 3,
      hiddenDim: 1536,
      maxPositions: 8192,
      tieEmbeddings: true,
    },
  },
  {
    name: 'Llama-3.2-1B',
    size: {
      vocabularySize: 128_256,
      dim: 2048,
      layers: 16,
      heads: 32,
      kvHeads: 8,
      hiddenDim: 8192,
      maxPositions: 131_072,
      tieEmbeddings: true,
    },
  },
  {
    name: 'Llama-3.1-8B',
    size: {
      vocabularySize: 128_256,
      dim: 4096,
      layers: 32,
      heads: 32,
      kvHeads: 8,
      hiddenDim: 14_336,
      maxPositions: 131_072,
      tieEmbeddings: false,
    },
  },
  {
    name: 'Llama-3.1-70B',
    size: {
      vocabularySize: 128_256,
      dim: 8192,
      layers: 80,
      heads: 64,
      kvHeads: 8,
      hiddenDim: 28_672,
      maxPositions: 131_072,
      tieEmbeddings: false,
    },
  },
];
