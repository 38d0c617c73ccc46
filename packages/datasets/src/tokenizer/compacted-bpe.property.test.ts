import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createCompactedBpe } from './compacted-bpe.ts';

const corpus = [
  'How do I bake a cake?',
  'Ünïcödé and 日本語, twice 日本語.',
  '\ufeffmark\r\n\ttab',
];

it.each([1, 2])('decode inverts encode for any Unicode text (minimumCount %d)', (minimumCount) => {
  const tokenizer = createCompactedBpe(corpus, { minimumCount });
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    fc.array(fc.constantFrom(...corpus, '\ufeff', '\0', ' ', '\n')).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(anyText, (text) => {
      const tokens = tokenizer.encode(text);
      expect(tokenizer.decode(tokens)).toBe(text);
      expect(tokens.every((token) => token >= 0 && token < tokenizer.vocabularySize)).toBe(true);
    }),
    { numRuns: 500 },
  );
});
