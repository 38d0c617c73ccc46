import { expect, it } from 'vitest';
import { passMemory } from './memory/pass-memory.ts';
import { TINY } from './testing/tiny-engine.ts';
import { tokensOfAPass } from './tokens-of-a-pass.ts';

const settings = { architecture: TINY, lora: null, gradientCheckpointing: false };
const needed = passMemory({ ...settings, microBatchTokens: 16_384 });

it.each([
  ['a processor', undefined, 4096],
  ['a device that does not tell its memory', null, 4096],
  ['a card with room for four such passes', 4 * needed, 16_384],
  ['a card with less', 4 * needed - 1, 8192],
  ['a card with hardly any', needed / 4, 4096],
])('suits %s', (_, bytes, tokens) => {
  const backend = bytes === undefined ? {} : { memoryOfItsOwn: () => bytes };
  expect(tokensOfAPass(settings, backend)).toBe(tokens);
});

it.each([
  ['that rows of 16384 tokens just fill', 16_384 * 4 * 20, 16_384],
  ['a number smaller', 16_384 * 4 * 20 - 4, 8192],
  ['smaller than rows of 8192 tokens', 8192 * 4 * 20 - 4, 4096],
  ['not known', null, 16_384],
])('suits a card whose largest tensor is %s', (_, bytes, tokens) => {
  const card = { memoryOfItsOwn: () => 4 * needed, largestTensor: () => bytes };
  expect(tokensOfAPass(settings, card)).toBe(tokens);
});

it.each([
  ['dim', { ...TINY, dim: 48 }],
  ['heads', { ...TINY, headDim: 12 }],
  ['hiddenDim', { ...TINY, hiddenDim: 48 }],
])('looks at the widest rows: %s', (_, architecture) => {
  const wide = { ...settings, architecture };
  const room = 4 * passMemory({ ...wide, microBatchTokens: 16_384 });
  const with48 = (largest: number) =>
    tokensOfAPass(wide, { memoryOfItsOwn: () => room, largestTensor: () => largest });
  expect(with48(16_384 * 4 * 48)).toBe(16_384);
  expect(with48(16_384 * 4 * 48 - 4)).toBe(8192);
});
