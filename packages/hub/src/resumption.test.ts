import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { findCommit } from './find-commit.ts';
import { sha256Of } from './sha256.ts';
import { openSnapshot } from './snapshot.ts';
import { answersOf, useHub } from './testing/index.ts';

const SIZE = 9000;
const HALF = SIZE / 2;
const CONTENT = Buffer.from(Array.from({ length: SIZE }, (_, index) => (index * 31) % 251));
/** Known by the sha256 that the hub lists. */
const WEIGHTS = 'model.safetensors';
/** Known by its etag alone. */
const VOCABULARY = 'vocabulary.bin';

const root = mkdtempSync(join(tmpdir(), 'waltz-resumption-'));
const hub = useHub(() => {
  mkdirSync(join(root, 'model'));
  for (const name of [WEIGHTS, VOCABULARY]) writeFileSync(join(root, 'model', name), CONTENT);
  return Object.fromEntries(
    ['model', 'spoilt', 'whole'].map((name) => [name, join(root, 'model')]),
  );
});
afterAll(() => rmSync(root, { recursive: true }));

async function openFile(repository: string, path: string, tries = 5) {
  const notices: string[] = [];
  const pauses = Array.from({ length: tries - 1 }, () => 0);
  const settings = { notice: (line: string) => notices.push(line), pauses };
  const commit = await findCommit({ repository, revision: 'main' }, settings);
  const snapshot = await openSnapshot(repository, commit, settings);
  return { place: join(snapshot.folder, path), notices, fetch: () => snapshot.fetch(path) };
}

function partsBeside(place: string): readonly string[] {
  if (!existsSync(dirname(place))) return [];
  const names = readdirSync(dirname(place)).filter((name) => name.endsWith('.part'));
  return names.map((name) => join(dirname(place), name));
}

/** First byte that was asked for, null for all of them, and how many bytes were sent, of each answer with content. */
async function sentBy(repository: string, path: string) {
  const answers = await answersOf(hub, `/${repository}/`, `/${path}`);
  return answers.map(({ range, status, sent }) => {
    expect(status).toBe(range === null ? 200 : 206);
    return [range === null ? null : Number(/\d+/u.exec(range)?.[0]), sent];
  });
}

/** Again: a server that starts again. The last byte that is held is asked for again. */
const AGAIN = [
  [null, HALF],
  [null, SIZE],
];
const ON = [
  [null, HALF],
  [HALF - 1, HALF + 1],
];

describe('a download that breaks off', () => {
  it.each([
    ['no-ranges', WEIGHTS, AGAIN],
    ['no-ranges', VOCABULARY, AGAIN],
    ['refuses-ranges', VOCABULARY, AGAIN],
    [
      'mistakes-ranges',
      VOCABULARY,
      [
        [null, HALF],
        [1, SIZE - 1],
        [null, SIZE],
      ],
    ],
    ['renewed', WEIGHTS, [...ON, [null, SIZE]]],
    ['renewed', VOCABULARY, [...ON, [null, SIZE]]],
    ['nameless', WEIGHTS, ON],
    ['nameless', VOCABULARY, AGAIN],
    ['weak', WEIGHTS, ON],
    ['weak', VOCABULARY, AGAIN],
  ])('comes whole from a hub that is %s, as %s', async (owner, path, answers) => {
    const { place, fetch } = await openFile(`${owner}/model`, path, 2);
    expect(readFileSync(await fetch())).toEqual(CONTENT);
    expect(await sentBy(`${owner}/model`, path)).toEqual(answers);
    expect(partsBeside(place)).toEqual([]);
  });

  it.each([WEIGHTS, VOCABULARY])(
    'as %s goes on where it was, in later calls too, and says so',
    async (path) => {
      const first = await openFile('cut-often/model', path, 2);
      await expect(first.fetch()).rejects.toThrow(/broke after 3999 bytes .*try later/u);
      expect(existsSync(first.place)).toBe(false);
      expect(partsBeside(first.place).map((part) => statSync(part).size)).toEqual([3999]);
      const second = await openFile('cut-often/model', path);
      expect(readFileSync(await second.fetch())).toEqual(CONTENT);
      expect(await sentBy('cut-often/model', path)).toEqual([
        [null, 2000],
        [1999, 2000],
        [3998, 2000],
        [5997, 2000],
        [7996, 1004],
      ]);
      const name = `cut-often/model/${path}`;
      expect([first.notices[0], second.notices[0]]).toEqual([
        `fetching ${name}: 9 kB`,
        `fetching ${name}: 9 kB, going on after 4 kB`,
      ]);
      expect(partsBeside(second.place)).toEqual([]);
    },
  );

  it('starts again when what was there turns out to be spoilt', async () => {
    const first = await openFile('cut-often/spoilt', WEIGHTS, 1);
    await expect(first.fetch()).rejects.toThrow('broke after 2000 bytes');
    for (const part of partsBeside(first.place)) writeFileSync(part, Buffer.alloc(2000));
    const second = await openFile('cut-often/spoilt', WEIGHTS, 10);
    expect(readFileSync(await second.fetch())).toEqual(CONTENT);
    const starts = (await sentBy('cut-often/spoilt', WEIGHTS)).map(([start]) => start);
    expect(starts.filter((start) => start === null)).toHaveLength(2);
  });

  it('needs one byte more when all of it was there', async () => {
    const first = await openFile('cut-often/whole', VOCABULARY, 1);
    await expect(first.fetch()).rejects.toThrow('broke after 2000 bytes');
    const [part = ''] = partsBeside(first.place);
    copyFileSync(join(root, 'model', VOCABULARY), part);
    writeFileSync(`${first.place}.0123456789abcdef.part`, 'of other content');
    const second = await openFile('cut-often/whole', VOCABULARY, 1);
    expect(readFileSync(await second.fetch())).toEqual(CONTENT);
    expect((await sentBy('cut-often/whole', VOCABULARY)).at(-1)).toEqual([SIZE - 1, 1]);
    expect(partsBeside(second.place)).toEqual([]);
  });

  it('is whole too when it is fetched twice at a time', async () => {
    const files = await Promise.all([1, 2].map(() => openFile('paced/whole', WEIGHTS)));
    const places = await Promise.all(files.map(({ fetch }) => fetch()));
    for (const place of places) {
      expect(readFileSync(place)).toEqual(CONTENT);
      expect(partsBeside(place)).toEqual([]);
    }
  });
});

describe('a process that is killed while it fetches', () => {
  const PROGRAM = join(import.meta.dirname, 'testing/fetching-process.ts');

  function start(repository: string, path: string) {
    const words = ['--import', 'tsx', PROGRAM, repository, path];
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit'] });
    return { child, ended: once(child, 'exit') };
  }

  async function killAt(repository: string, path: string, bytes: number): Promise<number> {
    const { place } = await openFile(repository, path);
    const { child, ended } = start(repository, path);
    const held = () => Math.max(0, ...partsBeside(place).map((part) => statSync(part).size));
    while (held() < bytes && child.exitCode === null) await pause(2);
    child.kill('SIGKILL');
    expect(await ended).toEqual([null, 'SIGKILL']);
    expect(existsSync(place)).toBe(false);
    return held();
  }

  it.each([WEIGHTS, VOCABULARY])(
    'loses nothing of %s: another fetches the rest alone',
    async (path) => {
      expect(await killAt('stuck/model', path, HALF)).toBe(HALF);
      expect(await start('stuck/model', path).ended).toEqual([0, null]);
      const { place } = await openFile('stuck/model', path);
      expect(await sha256Of(place)).toBe(await sha256Of(join(root, 'model', path)));
      expect(await sentBy('stuck/model', path)).toEqual(ON);
      expect(partsBeside(place)).toEqual([]);
    },
    60_000,
  );

  it('may be killed again and again', async () => {
    const starts: (number | null)[] = [null];
    for (const bytes of [1, 5000]) {
      starts.push((await killAt('paced/model', VOCABULARY, bytes)) - 1);
    }
    expect(await start('paced/model', VOCABULARY).ended).toEqual([0, null]);
    expect((await sentBy('paced/model', VOCABULARY)).map(([from]) => from)).toEqual(starts);
    const { place } = await openFile('paced/model', VOCABULARY);
    expect(readFileSync(place)).toEqual(CONTENT);
  }, 60_000);
});
