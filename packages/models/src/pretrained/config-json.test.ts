import { describe, expect, it } from 'vitest';
import { architectureOf } from './config-json.ts';

/** Of meta-llama/Llama-3.2-1B: keys of before transformers 5. */
const LLAMA_3_2_1B = {
  ...{ model_type: 'llama', hidden_act: 'silu', attention_bias: false, mlp_bias: false },
  ...{ hidden_size: 2048, num_hidden_layers: 16, num_attention_heads: 32, num_key_value_heads: 8 },
  ...{ head_dim: 64, intermediate_size: 8192, vocab_size: 128_256, rms_norm_eps: 1e-5 },
  ...{ max_position_embeddings: 131_072, rope_theta: 500_000, tie_word_embeddings: true },
  rope_scaling: {
    ...{ rope_type: 'llama3', factor: 32, low_freq_factor: 1, high_freq_factor: 4 },
    original_max_position_embeddings: 8192,
  },
};

/** Of mistralai/Mistral-7B-v0.1: no width of a head, a window in all layers. */
const MISTRAL_7B = {
  ...{ model_type: 'mistral', hidden_act: 'silu', hidden_size: 4096, intermediate_size: 14_336 },
  ...{ num_hidden_layers: 32, num_attention_heads: 32, num_key_value_heads: 8, vocab_size: 32_000 },
  ...{ max_position_embeddings: 32_768, rms_norm_eps: 1e-5, rope_theta: 10_000 },
  ...{ sliding_window: 4096, tie_word_embeddings: false },
};

/** Of Qwen/Qwen2.5-0.5B-Instruct: a window that is not used. */
const QWEN_2_5 = {
  ...{ model_type: 'qwen2', hidden_act: 'silu', hidden_size: 896, intermediate_size: 4864 },
  ...{
    num_hidden_layers: 24,
    num_attention_heads: 14,
    num_key_value_heads: 2,
    vocab_size: 151_936,
  },
  ...{ max_position_embeddings: 32_768, max_window_layers: 21, rms_norm_eps: 1e-6 },
  ...{ rope_theta: 1_000_000, sliding_window: 32_768, tie_word_embeddings: true },
  use_sliding_window: false,
};

describe('a config.json', () => {
  it('of Llama 3.2 stretches the slow frequencies', () => {
    const { ropeFactors = [], ...sizes } = architectureOf('config.json', LLAMA_3_2_1B);
    expect(sizes).toEqual({
      ...{ vocabularySize: 128_256, dim: 2048, layers: 16, heads: 32, kvHeads: 8, headDim: 64 },
      ...{ hiddenDim: 8192, maxPositions: 131_072, tieEmbeddings: true, ropeBase: 500_000 },
      normEpsilon: 1e-5,
    });
    // A turn of 2π·500000^(pair/32) positions: up to 8192/4 of them as before, from 8192 on 32 times slower;
    // in between what `ROPE_INIT_FUNCTIONS['llama3']` of transformers 5.23.0 gives.
    expect(ropeFactors.map((factor) => Math.round(factor * 100) / 100)).toEqual([
      ...Array<number>(15).fill(1),
      ...[1.65, 3.29, 9.67],
      ...Array<number>(14).fill(32),
    ]);
  });

  it('of Mistral has its window in every layer', () => {
    const { windows, headDim } = architectureOf('config.json', MISTRAL_7B);
    expect(headDim).toBeUndefined();
    expect(windows).toEqual(Array<number>(32).fill(4096));
    const later = architectureOf('config.json', { ...MISTRAL_7B, sliding_window: null });
    expect(later.windows).toBeUndefined();
  });

  it('of Qwen2.5 has biases, and a window where it is used', () => {
    const plain = architectureOf('config.json', QWEN_2_5);
    expect(plain.attentionBiases).toBe(true);
    expect(plain.windows).toBeUndefined();
    const narrow = architectureOf('config.json', { ...QWEN_2_5, use_sliding_window: true });
    expect(narrow.windows).toEqual([...Array<null>(21).fill(null), 32_768, 32_768, 32_768]);
  });

  it.each([
    [[1], 'it must be an object'],
    [{}, 'unknown architecture null in model_type; known: llama, mistral, qwen2, qwen3'],
    [{ ...QWEN_2_5, model_type: 'gemma2' }, 'unknown architecture "gemma2" in model_type'],
    [{ ...QWEN_2_5, hidden_act: 'gelu' }, 'hidden_act is "gelu"; what is known here: "silu"'],
    [
      { ...LLAMA_3_2_1B, attention_bias: true },
      'attention_bias is true; what is known here: false',
    ],
    [{ ...LLAMA_3_2_1B, mlp_bias: true }, 'mlp_bias is true'],
    [{ ...QWEN_2_5, quantization_config: { bits: 4 } }, 'quantization_config is {"bits":4}'],
    [{ ...QWEN_2_5, vocab_size: undefined }, 'vocab_size is missing'],
    [{ ...QWEN_2_5, hidden_size: 3.5 }, 'hidden_size is 3.5; what is known here: a whole number'],
    [{ ...QWEN_2_5, rms_norm_eps: '1e-6' }, 'rms_norm_eps is "1e-6"'],
    [{ ...QWEN_2_5, tie_word_embeddings: 1 }, 'tie_word_embeddings is 1'],
    [{ ...QWEN_2_5, rope_scaling: 8 }, 'rope_scaling must be an object'],
    [
      { ...QWEN_2_5, rope_scaling: { type: 'yarn', factor: 4 } },
      'rope_scaling.type is "yarn"; what is known here: default, llama3',
    ],
    [
      { ...QWEN_2_5, rope_parameters: { rope_type: 'llama3', rope_theta: 10 } },
      'rope_parameters.factor is missing',
    ],
    [
      { ...QWEN_2_5, use_sliding_window: true, layer_types: ['chunked_attention'] },
      'layer_types is ["chunked_attention"]; what is known here: a list of full_attention and',
    ],
  ])('is refused by the key that is not known: %#', (config, message) => {
    expect(() => architectureOf('m/config.json', config)).toThrow(`m/config.json: ${message}`);
  });
});
