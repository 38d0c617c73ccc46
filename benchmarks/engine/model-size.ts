import type { ModelSize } from '@waltz/core';

/** One update of all weights from `batch` sequences of `length` tokens. */
export interface TrainingWork {
  readonly batch: number;
  readonly length: number;
}

/** Prompts of `context` tokens, each continued by `completion` tokens. */
export interface SamplingWork {
  readonly prompts: number;
  readonly context: number;
  readonly completion: number;
}

/** A model and what it is measured on. */
export interface BenchmarkedModel {
  readonly name: string;
  readonly size: ModelSize;
  readonly training: TrainingWork;
  readonly sampling: SamplingWork;
  /** Whether so much memory is needed that not every setting of a peer can be there at once. */
  readonly heavy: boolean;
}

const SAMPLING = { prompts: 64, context: 48, completion: 48 };

/** A model of `heads` full heads, untied, with a small vocabulary and a feed-forward of 8/3 of its width. */
export function smallModel(dim: number, layers: number, heads: number): ModelSize {
  return {
    dim,
    layers,
    heads,
    kvHeads: heads,
    // Divisible by 32, as the vectors of any processor like it.
    hiddenDim: 32 * Math.round((dim * 8) / 3 / 32),
    vocabularySize: 512,
    maxPositions: 512,
    tieEmbeddings: false,
  };
}

export const MODELS: readonly BenchmarkedModel[] = [
  {
    name: 'd128-L4',
    size: smallModel(128, 4, 4),
    training: { batch: 32, length: 96 },
    sampling: SAMPLING,
    heavy: false,
  },
  {
    name: 'd384-L6',
    size: smallModel(384, 6, 6),
    training: { batch: 32, length: 96 },
    sampling: SAMPLING,
    heavy: false,
  },
  {
    // The shape of SmolLM2-135M, with random weights; little work, so that every contender has the memory for it.
    name: 'smollm2-135m',
    size: {
      dim: 576,
      layers: 30,
      heads: 9,
      kvHeads: 3,
      hiddenDim: 1536,
      vocabularySize: 49_152,
      maxPositions: 512,
      tieEmbeddings: true,
    },
    training: { batch: 2, length: 64 },
    sampling: { prompts: 8, context: 16, completion: 16 },
    heavy: true,
  },
];

const CARD_SAMPLING: SamplingWork = { prompts: 64, context: 64, completion: 64 };

/** What a card is measured on, the targets' first: large models with enough work to fill one. */
export const CARD_MODELS: readonly BenchmarkedModel[] = [
  ...named('smollm2-135m').map((model) => ({
    ...model,
    training: { batch: 16, length: 256 },
    sampling: CARD_SAMPLING,
  })),
  ...named('d128-L4'),
  {
    // The shape of Qwen2.5-0.5B, without its biases.
    name: 'qwen2.5-0.5b',
    size: {
      dim: 896,
      layers: 24,
      heads: 14,
      kvHeads: 2,
      hiddenDim: 4864,
      vocabularySize: 151_936,
      maxPositions: 512,
      tieEmbeddings: true,
    },
    training: { batch: 8, length: 256 },
    sampling: CARD_SAMPLING,
    heavy: true,
  },
];

function named(wanted: string): readonly BenchmarkedModel[] {
  return MODELS.filter(({ name }) => name === wanted);
}

/** Token ids that peers/workload.py computes too, so that all contenders read the same. */
export function tokenAt(row: number, position: number, vocabulary: number): number {
  return (31 * row + 17 * position + 7 * position * position) % vocabulary;
}
