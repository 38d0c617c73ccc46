import { headDim } from '@waltz/core';
import type { Architecture } from '../model/architecture.ts';
import { architectureOf } from '../pretrained/config-json.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * The `config.json` of an architecture that has none: of our own engine, or of a GGUF file. Neither has windows. Throws
 * where rotary frequencies are stretched in a way that no config can say.
 */
export function configOf(architecture: Architecture, ends: readonly number[]): Json {
  const { ropeBase, ropeFactors } = architecture;
  const config = {
    ...familyOf(architecture),
    vocab_size: architecture.vocabularySize,
    hidden_size: architecture.dim,
    num_hidden_layers: architecture.layers,
    num_attention_heads: architecture.heads,
    num_key_value_heads: architecture.kvHeads,
    head_dim: headDim(architecture),
    intermediate_size: architecture.hiddenDim,
    max_position_embeddings: architecture.maxPositions,
    rms_norm_eps: architecture.normEpsilon,
    rope_theta: ropeBase,
    tie_word_embeddings: architecture.tieEmbeddings,
    hidden_act: 'silu',
    attention_dropout: 0,
    bos_token_id: null,
    eos_token_id: ends,
  };
  if (ropeFactors === undefined || ropeFactors.every((factor) => factor === 1)) return config;
  return { ...config, rope_scaling: scalingOf(config, ropeFactors) };
}

function familyOf({ attentionBiases, headNorms }: Architecture): Json {
  if (headNorms) {
    return { model_type: 'qwen3', architectures: ['Qwen3ForCausalLM'], attention_bias: false };
  }
  if (attentionBiases) {
    return {
      model_type: 'qwen2',
      architectures: ['Qwen2ForCausalLM'],
      use_sliding_window: false,
    };
  }
  const biases = { attention_bias: false, mlp_bias: false };
  return { model_type: 'llama', architectures: ['LlamaForCausalLM'], ...biases };
}

/** What Llama 3.1, 3.2 and 3.3 have in common; their factors differ. */
const LLAMA_3 = {
  rope_type: 'llama3',
  low_freq_factor: 1,
  high_freq_factor: 4,
  original_max_position_embeddings: 8192,
};

/** GGUF files keep factors in single precision. */
const TOLERANCE = 1e-5;

/** Files keep the factors and not the formula: the one that is known is tried, and has to give them back. */
function scalingOf(config: Json, factors: readonly number[]): Json {
  const scaling = { ...LLAMA_3, factor: Math.max(...factors) };
  const { ropeFactors = [] } = architectureOf(CONFIG, { ...config, rope_scaling: scaling });
  const isThat = factors.every(
    (factor, pair) => Math.abs((ropeFactors[pair] ?? NaN) / factor - 1) < TOLERANCE,
  );
  if (isThat) return scaling;
  throw new Error(
    "the model's rotary frequencies are stretched, and not as those of Llama 3.1 and later: a config.json cannot say how; " +
      'train from the Hugging Face folder of the model, whose config says it',
  );
}

/** For messages. */
const CONFIG = 'config.json';
