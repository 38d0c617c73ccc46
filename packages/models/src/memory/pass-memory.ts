import { headDim } from '@waltz/core';
import type { TransformerSettings } from '../engine/transformer-engine.ts';

type PassSettings = Pick<
  TransformerSettings,
  'architecture' | 'lora' | 'microBatchTokens' | 'gradientCheckpointing'
>;

/** Numbers for each token and layer, as multiples of the widths of a layer. */
interface PerWidth {
  readonly dim: number;
  readonly keys: number;
  readonly hidden: number;
  readonly rank: number;
}

/**
 * What a pass forward and back keeps for each token: in every layer, and in the one layer that it works on. A least-squares
 * fit to the measured heights of 56 models of random sizes, within 7 %: what TensorFlow.js keeps on its tape is not a
 * matter of the algorithm alone.
 */
const KEPT = {
  adapters: {
    plain: { every: { dim: 19.4, keys: 3.9, hidden: 5.2, rank: 11.9 }, working: nothing() },
    checkpointed: {
      every: { dim: 4.1, keys: 1.4, hidden: 0, rank: 0.9 },
      working: { dim: 15, keys: 0, hidden: 6, rank: 0 },
    },
  },
  all: {
    plain: { every: { dim: 7.3, keys: 3.1, hidden: 1.8, rank: 0 }, working: nothing() },
    checkpointed: {
      every: { dim: 4.9, keys: 0, hidden: 0, rank: 0 },
      working: { dim: 5.8, keys: 0, hidden: 1.9, rank: 0 },
    },
  },
};

/** Numbers of logits that are there at once at most (`logprobsFrom`). */
const LOGITS_AT_ONCE = 2 ** 24;

/** Bytes that one thread's pass over a micro-batch needs beyond weights and gradient, half of its tokens being completions. */
export function passMemory(settings: PassSettings): number {
  const { architecture, lora, microBatchTokens, gradientCheckpointing } = settings;
  const { layers, vocabularySize } = architecture;
  const kept = KEPT[lora === null ? 'all' : 'adapters'];
  const { every, working } = kept[gradientCheckpointing ? 'checkpointed' : 'plain'];
  const perToken = layers * numbersOf(every, settings) + numbersOf(working, settings);
  const logits = Math.min((microBatchTokens / 2) * vocabularySize, LOGITS_AT_ONCE);
  // The logits, and their gradient.
  return Float32Array.BYTES_PER_ELEMENT * (microBatchTokens * perToken + 2 * logits);
}

function numbersOf(per: PerWidth, { architecture, lora }: PassSettings): number {
  const { dim, kvHeads, hiddenDim } = architecture;
  const keys = kvHeads * headDim(architecture);
  return per.dim * dim + per.keys * keys + per.hidden * hiddenDim + per.rank * (lora?.rank ?? 0);
}

function nothing(): PerWidth {
  return { dim: 0, keys: 0, hidden: 0, rank: 0 };
}
