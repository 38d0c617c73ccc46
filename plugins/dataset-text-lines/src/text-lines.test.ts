import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Split } from '@waltz/core';
import { afterAll, describe, expect, it } from 'vitest';
import { textLines } from './text-lines.ts';

const folder = mkdtempSync(join(tmpdir(), 'waltz-text-lines-'));
writeFileSync(join(folder, 'no.txt'), 'one\r\ntwo\r\n\r\n  \r\none\r\nthree\r\n');
writeFileSync(join(folder, 'yes.txt'), 'one\nfour');

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const dataset = (heldOutEvery: number) =>
  textLines({ harmful: 'no.txt', benign: 'yes.txt', heldOutEvery }, folder);

describe('the prompts of text files', () => {
  it.each<{ heldOutEvery: number; split: Split; texts: readonly string[] }>([
    { heldOutEvery: 2, split: 'train', texts: ['one', 'three', 'one'] },
    { heldOutEvery: 2, split: 'held-out', texts: ['two', 'four'] },
    { heldOutEvery: 3, split: 'held-out', texts: ['three'] },
  ])('with one of $heldOutEvery held out, $split, are $texts', ({ heldOutEvery, split, texts }) => {
    expect(
      dataset(heldOutEvery)
        .prompts(split)
        .map(({ text }) => text),
    ).toEqual(texts);
  });

  it('are harmful or benign by their file, and each has an id of its own', () => {
    const prompts = (['train', 'held-out'] as const).flatMap((split) => dataset(2).prompts(split));
    expect(prompts.filter(({ harm }) => harm === 'harmful')).toHaveLength(3);
    expect(prompts.filter(({ kind }) => kind === 'benign')).toHaveLength(2);
    expect(new Set(prompts.map(({ id }) => id)).size).toBe(5);
  });

  it('cannot be read from a file that is not there, which is named', () => {
    expect(() => textLines({ harmful: 'a', benign: 'b', heldOutEvery: 2 }, folder)).toThrow(
      join(folder, 'a'),
    );
  });
});
