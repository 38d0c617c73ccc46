import { relativeError } from '@waltz/compute/testing';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as formats from './quantised.ts';

/** Blocks of random bits, and what llama.cpp's Python package decodes them to: made by tools/parity/gguf_files.py. */
const blocks = JSON.parse(
  readFileSync(new URL('references/blocks.json', import.meta.url), 'utf8'),
) as readonly {
  readonly format: keyof typeof formats;
  readonly bytes: string;
  readonly numbers: readonly number[];
}[];

describe('quantised numbers', () => {
  it.each(blocks)('of $format are those of the reference', ({ format, bytes, numbers }) => {
    const values = new Float32Array(numbers.length);
    formats[format].decode(Buffer.from(bytes, 'base64'), values);
    // It computes in single precision, we in double.
    expect(relativeError(values, numbers)).toBeLessThan(1e-6);
    expect(values.some((value) => value !== 0)).toBe(true);
  });

  it('of all formats have a reference', () => {
    expect(blocks.map(({ format }) => format).sort()).toEqual(Object.keys(formats).sort());
  });
});
