import { describe, expect, it } from 'vitest';
import { goldenTokens, type GoldenTokenizer } from '../testing/golden-tokens.ts';
import { readGgufTokenizer } from './gguf-tokenizer.ts';
import type { AddedToken } from './tokenizer-definition.ts';

interface Definition {
  readonly added_tokens: readonly AddedToken[];
  readonly model: {
    readonly vocab: Readonly<Record<string, number>>;
    readonly merges: readonly (readonly [string, string])[];
  };
}

/** The metadata that a GGUF file of the same tokenizer has. */
function metadataOf({ files }: GoldenTokenizer, pre: string): Record<string, unknown> {
  const { added_tokens: added, model } = files['tokenizer.json'] as Definition;
  const tokens: string[] = [];
  for (const [token, id] of Object.entries(model.vocab)) tokens[id] = token;
  const kinds = tokens.map(() => 1);
  for (const { content, id, special } of added) {
    tokens[id] = content;
    kinds[id] = special === true ? 3 : 4;
  }
  return {
    'tokenizer.ggml.model': 'gpt2',
    'tokenizer.ggml.pre': pre,
    'tokenizer.ggml.tokens': tokens,
    'tokenizer.ggml.token_type': kinds,
    'tokenizer.ggml.merges': model.merges.map((merge) => merge.join(' ')),
    'tokenizer.ggml.bos_token_id': 1,
    'tokenizer.ggml.eos_token_id': 2,
    'tokenizer.chat_template': '{{ bos_token }}',
  };
}

const { smollm2, qwen, 'llama-3': llama3 } = goldenTokens.tokenizers;

describe.each([
  ['smollm', smollm2],
  ['qwen2', qwen],
  ['llama-bpe', llama3],
] as const)('a vocabulary that GGUF calls %s', (pre, golden) => {
  it('encodes every text as the reference does', () => {
    const { vocabulary } = readGgufTokenizer('x.gguf', metadataOf(golden, pre));
    const expressible = goldenTokens.texts.filter((_, index) => golden.ids[index] !== null);
    expect(expressible.map((text) => vocabulary.encode(text))).toEqual(
      golden.ids.filter((ids) => ids !== null),
    );
  });
});

describe('a GGUF file', () => {
  const metadata = metadataOf(qwen, 'qwen2');

  it('names its tokens, its template and what ends a turn', () => {
    const ends = { 'tokenizer.ggml.eot_token_id': 1204 };
    const source = readGgufTokenizer('x.gguf', { ...metadata, ...ends });
    expect(source).toMatchObject({
      template: { source: '{{ bos_token }}', origin: 'x.gguf' },
      endIds: [2, 1204],
    });
    expect(source.namedTokens).toEqual({
      bos_token: (metadata['tokenizer.ggml.tokens'] as string[])[1],
      eos_token: (metadata['tokenizer.ggml.tokens'] as string[])[2],
    });
  });

  it.each([
    ['says that texts begin with a token', 'qwen2', true, [1]],
    ['says that they do not', 'llama-bpe', false, []],
    ['says nothing and is of Llama 3', 'llama-bpe', undefined, [1]],
    ['says nothing and is of another family', 'qwen2', undefined, []],
  ])('%s', (_, pre, add, opening) => {
    const said = { 'tokenizer.ggml.pre': pre, 'tokenizer.ggml.add_bos_token': add };
    expect(readGgufTokenizer('x.gguf', { ...metadata, ...said }).opening).toEqual(opening);
  });

  it('may have rows without a token, which have no text', () => {
    const tokens = [...(metadata['tokenizer.ggml.tokens'] as string[]), '[PAD]'];
    const kinds = [...(metadata['tokenizer.ggml.token_type'] as number[]), 5];
    const padded = { 'tokenizer.ggml.tokens': tokens, 'tokenizer.ggml.token_type': kinds };
    const { vocabulary } = readGgufTokenizer('x.gguf', { ...metadata, ...padded });
    expect(vocabulary.size).toBe(tokens.length);
    expect(vocabulary.decode([tokens.length - 1])).toBe('');
  });

  it.each<[string, Record<string, unknown>, string]>([
    [
      'without tokens',
      { 'tokenizer.ggml.tokens': undefined },
      'x.gguf has no list tokenizer.ggml.tokens',
    ],
    [
      'without a template',
      { 'tokenizer.chat_template': undefined },
      'x.gguf has no tokenizer.chat_template',
    ],
    ['of another kind', { 'tokenizer.ggml.model': 'llama' }, '"model":"llama","pre":"qwen2"'],
    [
      'cut in a way that is not known',
      { 'tokenizer.ggml.pre': 'dbrx' },
      'known are gpt2 with gpt-2, smollm, llama-bpe, qwen2',
    ],
  ])('%s is an error', (_, changed, message) => {
    expect(() => readGgufTokenizer('x.gguf', { ...metadata, ...changed })).toThrow(message);
  });
});
