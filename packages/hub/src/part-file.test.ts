import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findPart, finishPart, openPart, partPath, tagOf } from './part-file.ts';

const root = mkdtempSync(join(tmpdir(), 'waltz-part-file-'));
afterAll(() => rmSync(root, { recursive: true }));
let places = 0;

/** A part of so many bytes, and the place of its file; no part where it is null. */
function partOf(bytes: number | null) {
  const place = join(root, `model (${places++}).bin`);
  const part = partPath(place, tagOf('"etag"'));
  if (bytes !== null) writeFileSync(part, 'x'.repeat(bytes));
  return { place, part };
}

describe('a part', () => {
  it.each([
    [null, null],
    [0, null],
    [5, 5],
  ])('of %s bytes is found with %s', async (bytes, found) => {
    const { place, part: path } = partOf(bytes);
    expect(await findPart(place)).toEqual(
      found === null ? null : { path, tag: tagOf('"etag"'), bytes: found },
    );
  });

  it.each([
    [null, 0],
    [5, 0],
    [5, 5],
  ])('of %s bytes opens to go on after %s, and is not emptied', async (bytes, held) => {
    const { part } = partOf(bytes);
    await (await openPart(part, held)).close();
    expect(readFileSync(part, 'utf8')).toBe('x'.repeat(bytes ?? 0));
  });

  it.each([
    [null, 5],
    [4, 5],
  ])('of %s bytes, of which another process has had %s, gets no gap', async (bytes, held) => {
    const { part } = partOf(bytes);
    await expect(openPart(part, held)).rejects.toThrow('another process has changed');
    expect(existsSync(part)).toBe(bytes !== null);
  });

  it.each([null, 4, 6])('of %s bytes does not pass for a file of 5', async (bytes) => {
    const { place, part } = partOf(bytes);
    await expect(finishPart(part, place, 5)).rejects.toThrow('another process has changed');
    expect(existsSync(place)).toBe(false);
  });
});
