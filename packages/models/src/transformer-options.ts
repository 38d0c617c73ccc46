import { positive, positiveInteger } from '@waltz/core';
import type { Architecture, LoraSettings } from './model/architecture.ts';

/** Options of the `transformer` engine; the vocabulary is the tokenizer's. */
export interface TransformerOptions extends Omit<Architecture, 'vocabularySize'> {
  readonly lora: LoraSettings | null;
  readonly microBatchTokens: number;
  readonly sampleBatch: number;
}

export const transformerOptions = {
  dim: { doc: 'Width of the residual stream.', format: positiveInteger, default: 64 },
  layers: { doc: 'Blocks of attention and feed-forward.', format: positiveInteger, default: 2 },
  heads: { doc: 'Query heads; dim / heads must be even.', format: positiveInteger, default: 4 },
  kvHeads: {
    doc: 'Key and value heads; heads must be a multiple of it, fewer than heads is grouped-query attention.',
    format: positiveInteger,
    default: 2,
  },
  hiddenDim: { doc: 'Width inside the SwiGLU block.', format: positiveInteger, default: 192 },
  maxPositions: {
    doc: 'Longest sequence in tokens, context and completion together.',
    format: positiveInteger,
    default: 256,
  },
  ropeBase: { doc: 'Base of the rotary frequencies.', format: positive, default: 10_000 },
  normEpsilon: { doc: 'Added to the mean square in RMSNorm.', format: positive, default: 1e-5 },
  tieEmbeddings: {
    doc: 'Whether the output projection is the embedding table.',
    format: Boolean,
    default: true,
  },
  lora: {
    doc: 'Low-rank adapters on every projection as { rank, alpha }, with all else frozen; null trains all weights.',
    format: assertLora,
    default: null,
  },
  microBatchTokens: {
    doc: 'Tokens of one forward pass, padding included; less needs less memory.',
    format: positiveInteger,
    default: 4096,
  },
  sampleBatch: {
    doc: 'Sequences that are continued at once.',
    format: positiveInteger,
    default: 256,
  },
};

function assertLora(value: unknown): void {
  if (value === null) return;
  const { rank, alpha, ...rest } = Object(value) as Record<string, unknown>;
  const fits = Number.isInteger(rank) && Number(rank) >= 1 && Number.isFinite(alpha);
  if (!fits || Number(alpha) <= 0 || Object.keys(rest).length > 0) {
    throw new Error('must be null or { rank: whole number from 1, alpha: positive number }');
  }
}
