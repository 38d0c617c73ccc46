import type { ModelSize, SamplingWork, TrainingWork } from './model-size.ts';

/** Weights that a token is multiplied with, in the blocks and in the projection to the vocabulary. */
export function multipliedWeights({ dim, layers, heads, kvHeads, hiddenDim, ...size }: ModelSize): {
  readonly blocks: number;
  readonly head: number;
} {
  const keysAndValues = 2 * dim * ((dim / heads) * kvHeads);
  const layer = 2 * dim * dim + keysAndValues + 3 * dim * hiddenDim;
  return { blocks: layers * layer, head: dim * size.vocabularySize };
}

/** All weights of a model: those above, the gains, and the embedding table where it is not the head as well. */
export function parameterCount(size: ModelSize): number {
  const { blocks, head } = multipliedWeights(size);
  const gains = (2 * size.layers + 1) * size.dim;
  return blocks + gains + (size.tieEmbeddings ? 1 : 2) * head;
}

/**
 * Floating-point operations of one update: 6 for each weight and token (Kaplan et al., 2020, section 2.1: 2 forward and
 * twice that backward), and the same for attention, which has two products of width `dim` for each pair of a token and
 * one that it may look at.
 */
export function trainingFlops(size: ModelSize, { batch, length }: TrainingWork): number {
  const { blocks, head } = multipliedWeights(size);
  return 3 * batch * (2 * (blocks + head) * length + attentionFlops(size, length));
}

/**
 * Floating-point operations of sampling with a cache: each token is read once, but the last one sampled; only positions
 * that a token is drawn at are projected to the vocabulary.
 */
export function samplingFlops(
  size: ModelSize,
  { prompts, context, completion }: SamplingWork,
): number {
  const { blocks, head } = multipliedWeights(size);
  const read = context + completion - 1;
  return prompts * (2 * blocks * read + 2 * head * completion + attentionFlops(size, read));
}

/** Of one sequence, forward, without the pairs that the causal mask hides. */
function attentionFlops({ dim, layers }: ModelSize, length: number): number {
  const pairs = (length * (length + 1)) / 2;
  return layers * pairs * 4 * dim;
}
