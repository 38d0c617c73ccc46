import { headDim } from '@waltz/core';
import type { Architecture } from '../model/architecture.ts';
import { Keys } from '../pretrained/keys.ts';
import type { GgufFile } from './open-gguf.ts';

/** What sets a family apart. */
interface Family {
  readonly features: Pick<Architecture, 'attentionBiases' | 'headNorms'>;
  /** Whether the two rows of a rotary pair lie side by side in its files. */
  readonly interleaved: boolean;
}

/** By `general.architecture`. SmolLM2 and Mistral call themselves Llamas. */
const FAMILIES: Readonly<Record<string, Family>> = {
  llama: { features: {}, interleaved: true },
  qwen2: { features: { attentionBiases: true }, interleaved: false },
  qwen3: { features: { headNorms: true }, interleaved: false },
};

/** What each rotary frequency is divided by, in files of models that stretch them. */
export const ROPE_FACTORS = 'rope_freqs.weight';

/**
 * The architecture that the metadata of a GGUF file describes, and whether its heads are interleaved. Throws, naming the
 * key, what it is and what is known, when a key is missing or asks for what the engine does not compute.
 */
export function ggufArchitecture(file: GgufFile): {
  readonly architecture: Architecture;
  readonly interleaved: boolean;
} {
  const { path, metadata, shapes } = file;
  const name = metadata['general.architecture'];
  const family = typeof name === 'string' ? FAMILIES[name] : undefined;
  if (typeof name !== 'string' || family === undefined) {
    throw new Error(
      `${path}: unknown architecture ${JSON.stringify(name ?? null)} in general.architecture; ` +
        `known: ${Object.keys(FAMILIES).join(', ')}`,
    );
  }
  const keys = new Keys(path, metadata);
  const heads = keys.count(`${name}.attention.head_count`);
  const width = `${name}.attention.key_length`;
  const size = {
    vocabularySize: shapes.get('token_embd.weight')?.[0] ?? 0,
    dim: keys.count(`${name}.embedding_length`),
    layers: keys.count(`${name}.block_count`),
    heads,
    kvHeads: keys.count(`${name}.attention.head_count_kv`, heads),
    ...(keys.has(width) ? { headDim: keys.count(width) } : {}),
    hiddenDim: keys.count(`${name}.feed_forward_length`),
    maxPositions: keys.count(`${name}.context_length`),
    tieEmbeddings: !shapes.has('output.weight'),
  };
  keys.expect(`${name}.rope.dimension_count`, headDim(size));
  keys.expect(`${name}.rope.scaling.type`, 'none');
  const architecture = {
    ...size,
    ropeBase: keys.positive(`${name}.rope.freq_base`, 10_000),
    ...(shapes.has(ROPE_FACTORS) ? { ropeFactors: [...file.read(ROPE_FACTORS)] } : {}),
    normEpsilon: keys.positive(`${name}.attention.layer_norm_rms_epsilon`),
    ...family.features,
  };
  return { architecture, interleaved: family.interleaved };
}
