import { expect, it } from 'vitest';
import { cacheMemory } from './memory/cache-memory.ts';
import { sequencesAtOnce } from './sequences-at-once.ts';
import { TINY } from './testing/tiny-engine.ts';

const needed = cacheMemory(TINY, 1024 * TINY.maxPositions);

it('needs keys and values of every position, in every layer', () => {
  // 2 layers, keys and values, 2 heads of 4 numbers, 4 bytes.
  expect(cacheMemory(TINY, 3)).toBe(3 * 2 * 2 * 2 * 4 * 4);
});

it.each([
  ['a processor', undefined, 256],
  ['a device that does not tell its memory', null, 256],
  ['a card with room for four times their keys and values', 4 * needed, 1024],
  ['a card with less', 4 * needed - 1, 512],
  ['a card with hardly any', needed / 4, 256],
])('suits %s', (_, bytes, sequences) => {
  const backend = bytes === undefined ? {} : { memoryOfItsOwn: () => bytes };
  expect(sequencesAtOnce(TINY, backend)).toBe(sequences);
});
