import { positive, positiveInteger } from '@waltz/core';
import { engineOptions, type EngineOptions } from './engine-options.ts';
import type { Architecture } from './model/architecture.ts';

/** The sizes that an experiment gives; the vocabulary is the tokenizer's. */
type Sizes = Pick<
  Architecture,
  | 'dim'
  | 'layers'
  | 'heads'
  | 'kvHeads'
  | 'hiddenDim'
  | 'maxPositions'
  | 'ropeBase'
  | 'normEpsilon'
  | 'tieEmbeddings'
>;

/** Options of the `transformer` engine. */
export interface TransformerOptions extends Sizes, EngineOptions {}

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
  ...engineOptions,
};
