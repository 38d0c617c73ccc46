import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BF16, F16, F32, type NumberFormat } from './number-format.ts';
import { readNumbers } from './read-numbers.ts';

/** More than a piece of a file, and no multiple of one. */
const COUNT = 2 ** 19 + 3;

/** Patterns of bits and what they stand for, from IEEE 754 and the definition of bfloat16. */
const KNOWN: readonly (readonly [string, NumberFormat, readonly number[], readonly number[]])[] = [
  [
    'half precision',
    F16,
    [
      0x0000, 0x8000, 0x3c00, 0xc000, 0x3555, 0x7bff, 0x0400, 0x03ff, 0x0001, 0x7c00, 0xfc00,
      0x7e00,
    ],
    [
      ...[0, -0, 1, -2, 0.333251953125, 65_504, 2 ** -14, 1023 * 2 ** -24, 2 ** -24],
      ...[Infinity, -Infinity, NaN],
    ],
  ],
  [
    'bfloat16',
    BF16,
    [0x0000, 0x8000, 0x3f80, 0xc000, 0x3eab, 0x7f7f, 0x0080, 0x0001, 0x7f80, 0xff80, 0x7fc0],
    [
      ...[0, -0, 1, -2, 0.333984375, 255 * 2 ** 120, 2 ** -126, 2 ** -133],
      ...[Infinity, -Infinity, NaN],
    ],
  ],
];

describe('numbers of a file', () => {
  it.each(KNOWN)('of %s are those that the bits stand for', (_, format, bits, numbers) => {
    const values = new Float32Array(bits.length);
    format.decode(new Uint8Array(Uint16Array.from(bits).buffer), values);
    expect([...values]).toEqual(numbers);
  });

  it.each([
    ['single', F32, Float32Array.from({ length: COUNT }, (_, index) => index % 1000)],
    ['half', F16, Uint16Array.from({ length: COUNT }, (_, index) => index % 1000)],
  ] as const)('of %s precision are read across the bounds of pieces', async (name, format, own) => {
    const stored = new Uint8Array(own.buffer);
    const path = join(await mkdtemp(join(tmpdir(), 'waltz-numbers-')), name);
    await writeFile(path, Buffer.concat([Buffer.from('head'), stored]));
    const values = readNumbers(path, format, 4, COUNT);
    const expected = new Float32Array(COUNT);
    format.decode(stored, expected);
    expect(Buffer.from(values.buffer).equals(Buffer.from(expected.buffer))).toBe(true);
    expect(() => readNumbers(path, format, 8, COUNT)).toThrow(`${path} is truncated`);
  });
});
