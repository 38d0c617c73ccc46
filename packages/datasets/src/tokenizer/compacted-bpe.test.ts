import { describe, expect, it } from 'vitest';
import { createCompactedBpe } from './compacted-bpe.ts';

const CONTROL_TOKENS = 4;
const corpus = ['How do I bake a cake?', 'How do I bake bread?', 'I cannot help with that.'];
const tokenizer = createCompactedBpe(corpus, { minimumCount: 1 });

describe('the compacted vocabulary', () => {
  it('holds the single bytes, what the corpus uses and the control tokens, and nothing else', () => {
    const none = createCompactedBpe([], { minimumCount: 1 });
    expect(none.vocabularySize).toBe(256 + CONTROL_TOKENS);
    const used = new Set(corpus.flatMap((text) => tokenizer.encode(text)));
    const singleBytes = [...used].filter((token) => token < 256).length;
    expect(tokenizer.vocabularySize).toBe(256 + (used.size - singleBytes) + CONTROL_TOKENS);
  });

  it('does not depend on the order of the corpus', () => {
    const reversed = createCompactedBpe([...corpus].reverse(), { minimumCount: 1 });
    for (const text of corpus) expect(reversed.encode(text)).toEqual(tokenizer.encode(text));
  });

  it('writes a word of the corpus as one token and spells any other with shorter tokens', () => {
    expect(tokenizer.encode(' cake')).toHaveLength(1);
    expect(tokenizer.encode(' bakery')).toEqual([
      ...tokenizer.encode(' bake'),
      ...tokenizer.encode('r'),
      ...tokenizer.encode('y'),
    ]);
    const bytes = createCompactedBpe([], { minimumCount: 1 });
    expect(bytes.encode('né 🎂')).toHaveLength(Buffer.byteLength('né 🎂'));
    expect(bytes.decode(bytes.encode('né 🎂'))).toBe('né 🎂');
  });

  it('leaves out tokens that are rarer than minimumCount', () => {
    const common = createCompactedBpe(corpus, { minimumCount: 2 });
    expect(common.encode(' bake')).toHaveLength(1);
    expect(common.encode(' cake').length).toBeGreaterThan(1);
    expect(common.decode(common.encode(' cake'))).toBe(' cake');
  });
});

describe('decode', () => {
  it('gives control tokens no text', () => {
    const rendered = tokenizer.renderChat([{ role: 'user', content: 'How do I bake a cake?' }]);
    expect(tokenizer.decode(rendered)).toBe('How do I bake a cake?');
  });

  it('reads text that looks like a control token as text', () => {
    const text = '<|endoftext|> and <|user|>';
    expect(tokenizer.encode(text)).not.toContain(tokenizer.endOfTurn);
    expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
  });

  it.each([-1, 1e9, 0.5])('refuses %d, which is not an id', (token) => {
    expect(() => tokenizer.decode([token])).toThrow(`${token} is not a token`);
  });
});

describe('encode', () => {
  it('refuses half a surrogate pair and says where it stands', () => {
    expect(() => tokenizer.encode('ab\ud800c')).toThrow('character 2 is half a surrogate pair');
  });

  it('remembers what it has encoded', () => {
    expect(tokenizer.encode(corpus[0] ?? '')).toBe(tokenizer.encode(corpus[0] ?? ''));
  });
});

describe('renderChat', () => {
  const size = tokenizer.vocabularySize;
  const [system, user, assistant, end] = [size - 4, size - 3, size - 2, size - 1];
  const question = tokenizer.encode('How do I bake a cake?');

  it('frames each message by its role and ends where the assistant speaks', () => {
    expect(tokenizer.endOfTurn).toBe(end);
    expect(
      tokenizer.renderChat([
        { role: 'system', content: 'I' },
        { role: 'user', content: 'How do I bake a cake?' },
      ]),
    ).toEqual([system, ...tokenizer.encode('I'), end, user, ...question, end, assistant]);
  });

  it.each([
    ['that ended', [70, 71, end]],
    ['that ran out of length', [70, 71]],
  ])('takes the sampled tokens of an answer %s as they are', (_, tokens) => {
    expect(
      tokenizer.renderChat([{ role: 'assistant', content: 'not what is rendered', tokens }]),
    ).toEqual([assistant, 70, 71, end, assistant]);
  });
});
