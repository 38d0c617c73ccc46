import type { TokenizerDefinition } from './tokenizer-definition.ts';

/** How a text is made normal and cut into words before its bytes are merged, as tokenizer.json says it. */
type Cut = Pick<TokenizerDefinition, 'normalizer' | 'pre_tokenizer'> & {
  /** Whether a word that is a token is taken as it is, without merging. */
  readonly ignoreMerges: boolean;
};

const ENDINGS = String.raw`(?i:'s|'t|'re|'ve|'m|'ll|'d)`;
const LETTERS = String.raw`[^\r\n\p{L}\p{N}]?\p{L}+`;
const OTHERS = String.raw` ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`;

/** The rule that GPT-2 cuts by, which `ByteLevel` has built in. */
const GPT_2 = { type: 'ByteLevel', add_prefix_space: false, use_regex: true };

/** By the name that GGUF has for it (`tokenizer.ggml.pre`). */
export const GGUF_CUTS: Readonly<Record<string, Cut>> = {
  'gpt-2': { normalizer: null, pre_tokenizer: GPT_2, ignoreMerges: false },
  smollm: {
    normalizer: null,
    pre_tokenizer: inOrder({ type: 'Digits', individual_digits: true }, GPT_2),
    ignoreMerges: false,
  },
  'llama-bpe': {
    normalizer: null,
    pre_tokenizer: splitBy(String.raw`${ENDINGS}|${LETTERS}|\p{N}{1,3}|${OTHERS}`),
    ignoreMerges: true,
  },
  qwen2: {
    normalizer: { type: 'NFC' },
    pre_tokenizer: splitBy(String.raw`${ENDINGS}|${LETTERS}|\p{N}|${OTHERS}`),
    ignoreMerges: false,
  },
};

function splitBy(pattern: string): object {
  return inOrder(
    { type: 'Split', pattern: { Regex: pattern }, behavior: 'Isolated', invert: false },
    { ...GPT_2, use_regex: false },
  );
}

function inOrder(...pretokenizers: readonly object[]): object {
  return { type: 'Sequence', pretokenizers };
}
