import { headDim, type Backend } from '@waltz/core';
import type { TransformerSettings } from './engine/transformer-engine.ts';
import { passMemory } from './memory/pass-memory.ts';
import type { Architecture } from './model/architecture.ts';
import { mostThatFit } from './most-that-fit.ts';

const TOKENS = { onCard: [16_384, 8192], onProcessor: 4096 };

/** Tokens of one pass, padding included, where an experiment leaves that to the engine. */
export function tokensOfAPass(
  settings: Pick<TransformerSettings, 'architecture' | 'lora' | 'gradientCheckpointing'>,
  backend: Pick<Backend, 'memoryOfItsOwn' | 'largestTensor'>,
): number {
  const largest = backend.largestTensor?.() ?? Infinity;
  const widest = widestRow(settings.architecture) * Float32Array.BYTES_PER_ELEMENT;
  const onCard = TOKENS.onCard.filter((tokens) => tokens * widest <= largest);
  return mostThatFit({ ...TOKENS, onCard }, backend, (tokens) =>
    passMemory({ ...settings, microBatchTokens: tokens }),
  );
}

/** Numbers of a token in the largest tensor that has a row for each; logits are never there for all of them at once. */
function widestRow(architecture: Architecture): number {
  const { dim, heads, hiddenDim } = architecture;
  return Math.max(dim, heads * headDim(architecture), hiddenDim);
}
