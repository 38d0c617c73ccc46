import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { cachePath } from './cache.ts';
import { fetchFile } from './fetch-file.ts';
import { github, huggingFace, huggingFaceModel, urlOf } from './origin.ts';
import { useHub } from './testing/index.ts';

const CONTENT = 'prompt\nSay boo\n';
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');
const PAGE = 'https://data.example/terms';

const hub = useHub();
// With the slash at its end that users may write.
beforeEach(() => vi.stubEnv('HF_ENDPOINT', `${hub.address}/`));

const fileOf = (repository: string) => ({
  name: `${repository}/file.csv`,
  page: PAGE,
  origin: huggingFace(`test/${repository}`, 'v1', 'data/file 1.csv'),
});

async function fetchFrom(repository: string, sha256?: string, bytes?: number) {
  const notices: string[] = [];
  const place = await fetchFile(
    { ...fileOf(repository), sha256, bytes },
    { notice: (message) => notices.push(message), pauses: [0, 0] },
  );
  return { place, content: readFileSync(place, 'utf8'), notices };
}

describe('fetching a file', () => {
  it('keeps it in the cache, and tells its size and sha256', async () => {
    const { place, content, notices } = await fetchFrom('open', SHA256);
    expect(content).toBe(CONTENT);
    expect(place).toBe(cachePath(fileOf('open').origin));
    expect(notices).toEqual([
      'fetching open/file.csv: 15 bytes',
      `fetched open/file.csv from ${hub.address}/datasets/test/open/resolve/v1/data/file%201.csv: 15 bytes, sha256 ${SHA256}`,
    ]);
  });

  it('fetches once, and again when what is kept was damaged', async () => {
    const first = await fetchFrom('changing');
    const second = await fetchFrom('changing');
    expect(second).toEqual({ ...first, notices: [] });
    writeFileSync(first.place, first.content.slice(0, -2));
    expect((await fetchFrom('changing')).content).toContain('2 times');
  });

  it.each(['busy', 'cut-once'])('tries again where the hub is %s', async (repository) => {
    expect((await fetchFrom(repository)).content).toBe(CONTENT);
  });

  it('shows a gated file to who has the token', async () => {
    vi.stubEnv('HF_TOKEN', 'good');
    expect((await fetchFrom('gated')).content).toBe(CONTENT);
  });

  it('does not take the token along to another host', async () => {
    vi.stubEnv('HF_TOKEN', 'good');
    expect((await fetchFrom('moved')).content).toBe(CONTENT);
  });

  it.each<[string, string, string | RegExp]>([
    [
      'gated',
      '',
      'is not open to everybody (HTTP 401): accept the terms at https://data.example/terms',
    ],
    ['gated', '', 'and set HF_TOKEN to it'],
    ['gated', 'bad-secret', 'refuses the token in HF_TOKEN (HTTP 403): accept the terms at https'],
    ['missing', '', 'is not there (HTTP 404): test/missing has no data/file 1.csv at revision v1'],
    ['broken', '', 'answers HTTP 500 again and again: try later'],
    // Bytes on the way may be lost with the connection.
    ['cut', '', /broke after (0|15) bytes/],
    ['nowhere', '', 'answers HTTP 400'],
  ])('says what is wrong with a %s file (token "%s")', async (repository, token, problem) => {
    vi.stubEnv('HF_TOKEN', token);
    const attempt = fetchFrom(repository);
    await expect(attempt).rejects.toThrow(problem);
    await expect(attempt).rejects.not.toThrow('secret');
    expect(readdirSync(dirname(cachePath(fileOf(repository).origin)))).toEqual([]);
  });

  it('refuses another file than the pinned one, and keeps none of it', async () => {
    await expect(fetchFrom('other', SHA256)).rejects.toThrow(`expected ${SHA256}`);
    expect(existsSync(cachePath(fileOf('other').origin))).toBe(false);
  });

  it('does not take a file for whole that ended early', async () => {
    await expect(fetchFrom('short', undefined, 15)).rejects.toThrow('ended after 7 of 15 bytes');
    expect(existsSync(cachePath(fileOf('short').origin))).toBe(false);
  });

  it('fetches nothing that the disk has no room for', async () => {
    await expect(fetchFrom('open', undefined, 1e18)).rejects.toThrow(
      /^open\/file\.csv takes 1000000 TB, and the disk of \S+ has [\d.]+ .?B left: free some space/,
    );
  });

  it('says when the hub cannot be reached', async () => {
    vi.stubEnv('HF_ENDPOINT', 'http://127.0.0.1:1');
    await expect(fetchFrom('open')).rejects.toThrow('cannot be reached');
  });
});

it('knows where files are published', () => {
  vi.stubEnv('HF_ENDPOINT', '');
  expect(urlOf(huggingFace('a/b', 'refs/convert/parquet', 'c d.csv'))).toBe(
    'https://huggingface.co/datasets/a/b/resolve/refs%2Fconvert%2Fparquet/c%20d.csv',
  );
  expect(urlOf(huggingFaceModel('a/b', 'main', 'c.json'))).toBe(
    'https://huggingface.co/a/b/resolve/main/c.json',
  );
  expect(urlOf(github('a/b', 'main', 'c/d.csv'))).toBe(
    'https://raw.githubusercontent.com/a/b/main/c/d.csv',
  );
});
