import { headDim } from '@waltz/core';
import type { Architecture } from '../model/architecture.ts';
import { Keys } from './keys.ts';
import { ropeOf } from './rope-factors.ts';

/** What sets a family apart from plain Llama. */
type Features = Pick<Architecture, 'attentionBiases' | 'headNorms' | 'windows'>;

const FULL = 'full_attention';
const SLIDING = 'sliding_attention';

/** By `model_type`. SmolLM2 calls itself a Llama. */
const FAMILIES: Readonly<Record<string, (config: Keys, layers: number) => Features>> = {
  llama: (config) => {
    config.expect('attention_bias', false);
    return {};
  },
  mistral: (config, layers) =>
    config.has('sliding_window')
      ? { windows: Array<number>(layers).fill(config.count('sliding_window')) }
      : {},
  qwen2: (config, layers) => ({ attentionBiases: true, ...qwenWindows(config, layers) }),
  qwen3: (config, layers) => {
    config.expect('attention_bias', false);
    return { headNorms: true, ...qwenWindows(config, layers) };
  },
};

/**
 * The architecture that a `config.json` describes. Throws, naming the key, what it is and what is known, when a key is
 * missing or asks for what the engine does not compute.
 */
export function architectureOf(path: string, json: unknown): Architecture {
  const config = new Keys(path, json);
  const type = config.get('model_type');
  const family = typeof type === 'string' ? FAMILIES[type] : undefined;
  if (family === undefined) {
    throw new Error(
      `${path}: unknown architecture ${JSON.stringify(type)} in model_type; known: ${Object.keys(FAMILIES).join(', ')}`,
    );
  }
  config.expect('hidden_act', 'silu');
  config.expect('mlp_bias', false);
  config.expect('quantization_config', null);
  const heads = config.count('num_attention_heads');
  const layers = config.count('num_hidden_layers');
  const size = {
    vocabularySize: config.count('vocab_size'),
    dim: config.count('hidden_size'),
    layers,
    heads,
    kvHeads: config.count('num_key_value_heads', heads),
    ...(config.has('head_dim') ? { headDim: config.count('head_dim') } : {}),
    hiddenDim: config.count('intermediate_size'),
    maxPositions: config.count('max_position_embeddings'),
    tieEmbeddings: config.flag('tie_word_embeddings', false),
  };
  return {
    ...size,
    ...ropeOf(config, headDim(size)),
    normEpsilon: config.positive('rms_norm_eps'),
    ...family(config, layers),
  };
}

/** Qwen has a window in its config whether it is used or not; `layer_types`, or `max_window_layers`, say where. */
function qwenWindows(config: Keys, layers: number): Features {
  if (!config.flag('use_sliding_window', false)) return {};
  const window = config.count('sliding_window');
  if (!config.has('layer_types')) {
    const first = config.count('max_window_layers');
    const layer = (index: number): number | null => (index < first ? null : window);
    return { windows: Array.from({ length: layers }, (_, index) => layer(index)) };
  }
  const kinds = config.get('layer_types');
  const isKnown = (kind: unknown): boolean => kind === FULL || kind === SLIDING;
  if (!Array.isArray(kinds) || !kinds.every(isKnown)) {
    config.refuse('layer_types', `a list of ${FULL} and ${SLIDING}`);
  }
  return { windows: kinds.map((kind) => (kind === FULL ? null : window)) };
}
