import { headDim, type Backend } from '@waltz/core';
import type { TransformerSettings } from './engine/transformer-engine.ts';
import { passMemory } from './memory/pass-memory.ts';
import type { Architecture } from './model/architecture.ts';

/** Tokens of a pass on a processor, where more of them take no less time each. */
const ON_PROCESSOR = 4096;

/** On a card, the largest first: it takes about as long for many tokens as for few, as long as they do not fill it. */
const ON_CARD = [16_384, 8192];

/** Of a card's memory, for one pass: weights, optimisers and the cache of sampling are there too. */
const SHARE = 1 / 4;

/** Tokens of one pass, padding included, where an experiment leaves that to the engine. */
export function tokensOfAPass(
  settings: Pick<TransformerSettings, 'architecture' | 'lora' | 'gradientCheckpointing'>,
  backend: Pick<Backend, 'memoryOfItsOwn' | 'largestTensor'>,
): number {
  const room = SHARE * (backend.memoryOfItsOwn?.() ?? 0);
  const largest = backend.largestTensor?.() ?? Infinity;
  const widest = widestRow(settings.architecture) * Float32Array.BYTES_PER_ELEMENT;
  const fits = (tokens: number): boolean =>
    passMemory({ ...settings, microBatchTokens: tokens }) <= room && tokens * widest <= largest;
  return ON_CARD.find(fits) ?? ON_PROCESSOR;
}

/** Numbers of a token in the largest tensor that has a row for each; logits are never there for all of them at once. */
function widestRow(architecture: Architecture): number {
  const { dim, heads, hiddenDim } = architecture;
  return Math.max(dim, heads * headDim(architecture), hiddenDim);
}
