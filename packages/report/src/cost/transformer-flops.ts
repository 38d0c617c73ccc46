import { headDim, type ModelSize, type TokenWork, type WorkPhase } from '@waltz/core';

/** Weights that a token is multiplied with, in the blocks and in the projection to the vocabulary. */
export function multipliedWeights(size: ModelSize): {
  readonly blocks: number;
  readonly head: number;
} {
  const { dim, layers, heads, kvHeads, hiddenDim } = size;
  const queriesAndOutput = 2 * dim * (headDim(size) * heads);
  const keysAndValues = 2 * dim * (headDim(size) * kvHeads);
  const layer = queriesAndOutput + keysAndValues + 3 * dim * hiddenDim;
  return { blocks: layers * layer, head: dim * size.vocabularySize };
}

/**
 * All weights of a model: those above, the gains, and the embedding table where it is not the head as well; without the
 * biases of Qwen2 and the norms of heads of Qwen3, which are a thousandth of them.
 */
export function parameterCount(size: ModelSize): number {
  const { blocks, head } = multipliedWeights(size);
  const gains = (2 * size.layers + 1) * size.dim;
  return blocks + gains + (size.tieEmbeddings ? 1 : 2) * head;
}

/** How much more than the forward pass its gradient costs (Kaplan et al., 2020, section 2.1). */
export const BACKWARD = 2;

/**
 * Floating-point operations of a forward pass: 2 for each weight and token (Kaplan et al., 2020, section 2.1), and for
 * attention two products of the width of all heads, 4 · width, for each layer and pair of a token and one that it may look at.
 * `read` tokens go through the blocks, `projected` ones to the vocabulary.
 */
export function forwardFlops(
  size: ModelSize,
  work: { readonly read: number; readonly projected: number; readonly pairs: number },
): number {
  const { blocks, head } = multipliedWeights(size);
  const width = headDim(size) * size.heads;
  return 2 * blocks * work.read + 2 * head * work.projected + 4 * width * size.layers * work.pairs;
}

/**
 * Floating-point operations of a phase. Sampling keeps a cache, so that it reads each token once, as scoring does; the
 * last token of a sequence is not read. Updates are counted with the gradients of all weights: with adapters it is less.
 */
export function phaseFlops(size: ModelSize, phase: WorkPhase, work: TokenWork): number {
  const { sequences, contextTokens, completionTokens, pairs } = work;
  const isCritic = phase === 'values' || phase === 'value-update';
  const isUpdate = phase === 'update' || phase === 'value-update';
  const forward = forwardFlops(size, {
    read: contextTokens + completionTokens - sequences,
    projected: isCritic ? 0 : completionTokens,
    pairs,
  });
  return (isUpdate ? 1 + BACKWARD : 1) * forward;
}
