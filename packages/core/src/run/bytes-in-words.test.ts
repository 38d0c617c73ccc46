import { describe, expect, it } from 'vitest';
import { fileSize, memorySize } from './bytes-in-words.ts';

describe('bytes', () => {
  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1000, '1 kB'],
    [269_060_000, '269.1 MB'],
    [1e18, '1000000 TB'],
  ])('of a file: %d is %s', (bytes, text) => {
    expect(fileSize(bytes)).toBe(text);
  });

  it.each([
    [0, '0.0 MiB'],
    [2 ** 20, '1.0 MiB'],
    [812.25 * 2 ** 20, '812.3 MiB'],
    [2 ** 30, '1.0 GiB'],
    [139.8 * 2 ** 30, '139.8 GiB'],
  ])('of memory: %d is %s', (bytes, text) => {
    expect(memorySize(bytes)).toBe(text);
  });
});
