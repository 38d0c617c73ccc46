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
