import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { findCommit } from './find-commit.ts';
import { openSnapshot } from './snapshot.ts';
import { startHub, useHub } from './testing/index.ts';

const WEIGHTS = 'our weights';
const FILES = {
  'config.json': '{}',
  'model.safetensors': WEIGHTS,
  'a.txt': 'a',
  'in/b.txt': 'b',
};
const root = mkdtempSync(join(tmpdir(), 'waltz-snapshot-'));
const folder = join(root, 'tiny');
useHub(async () => {
  await mkdir(join(folder, 'in'), { recursive: true });
  for (const [path, content] of Object.entries(FILES)) writeFileSync(join(folder, path), content);
  return { tiny: folder };
});
afterAll(() => rmSync(root, { recursive: true }));

const goOffline = () => vi.stubEnv('HF_ENDPOINT', 'http://127.0.0.1:1');

function listening() {
  const notices: string[] = [];
  return { notices, settings: { notice: (text: string) => notices.push(text), pauses: [0, 0] } };
}

async function open(repository: string, revision = 'main') {
  const { notices, settings } = listening();
  const commit = await findCommit({ repository, revision }, settings);
  return { notices, snapshot: await openSnapshot(repository, commit, settings) };
}

describe('a model of the hub', () => {
  it.each(['main', 'v1', 'refs/pr/1'])('is its files at the commit of %s', async (revision) => {
    const { snapshot } = await open('open/tiny', revision);
    expect(snapshot.commit).toMatch(/^[0-9a-f]{40}$/u);
    expect([...snapshot.files].sort()).toEqual(Object.keys(FILES).sort());
    expect(existsSync(snapshot.folder)).toBe(false);
    for (const [path, content] of Object.entries(FILES)) {
      const place = await snapshot.fetch(path);
      expect(place).toBe(join(snapshot.folder, path));
      expect(readFileSync(place, 'utf8')).toBe(content);
    }
  });

  it('needs no network once it was fetched, under the name that was asked for', async () => {
    const first = await open('open/tiny');
    await first.snapshot.fetch('model.safetensors');
    goOffline();
    const { snapshot, notices } = await open('open/tiny');
    const weights = await snapshot.fetch('model.safetensors');
    expect(readFileSync(weights, 'utf8')).toBe(WEIGHTS);
    expect(notices).toEqual([
      expect.stringMatching(
        `cannot be reached .* open/tiny is taken as it was when main was last seen: ${snapshot.commit}`,
      ),
    ]);
    await expect(snapshot.fetch('config.json')).rejects.toThrow('cannot be reached');
    await expect(open('open/tiny', 'v1')).rejects.toThrow(
      /offline\? \S+open\/tiny does not hold it/u,
    );
  });

  it('asks nobody about a commit whose files it has listed', async () => {
    const { snapshot } = await open('open/tiny');
    await snapshot.fetch('config.json');
    goOffline();
    const again = await open('open/tiny', snapshot.commit);
    expect(again.notices).toEqual([]);
    expect(again.snapshot.files).toEqual(snapshot.files);
  });

  it('follows a branch that moves, and keeps what it was', async () => {
    const moving = join(root, 'moving');
    cpSync(folder, moving, { recursive: true });
    const other = await startHub({ tiny: moving });
    vi.stubEnv('HF_ENDPOINT', other.address);
    try {
      const before = await open('open/tiny');
      await before.snapshot.fetch('a.txt');
      writeFileSync(join(moving, 'a.txt'), 'A');
      const after = await open('open/tiny');
      const [old, now] = [before.snapshot, after.snapshot];
      expect(now.commit).not.toBe(old.commit);
      expect(readFileSync(await now.fetch('a.txt'), 'utf8')).toBe('A');
      expect(readFileSync(await old.fetch('a.txt'), 'utf8')).toBe('a');
    } finally {
      other.stop();
    }
  });

  it.each(['busy', 'cut-once', 'slow'])('comes whole from a hub that is %s', async (owner) => {
    const { snapshot } = await open(`${owner}/tiny`);
    expect(readFileSync(await snapshot.fetch('model.safetensors'), 'utf8')).toBe(WEIGHTS);
  });

  it('shows gated files to who has the token, and tells it to no other host', async () => {
    vi.stubEnv('HF_TOKEN', 'good');
    for (const owner of ['gated', 'moved']) {
      const { snapshot } = await open(`${owner}/tiny`);
      expect(readFileSync(await snapshot.fetch('model.safetensors'), 'utf8')).toBe(WEIGHTS);
    }
  });

  it.each([
    [
      'gated',
      '',
      0,
      /not open to everybody \(HTTP 401\): accept the terms at http\S+\/gated\/tiny, .*set HF_TOKEN/,
    ],
    ['gated', 'bad-secret', 0, /refuses the token in HF_TOKEN \(HTTP 403\): accept the terms/],
    ['cut', '', 1, /broke after \d+ bytes/],
    ['short', '', 1, 'ended after 5 of 11 bytes'],
    ['other', '', 0, 'is another file than was expected: its sha256 is'],
    ['huge', '', 0, 'huge/tiny/model.safetensors takes 1000000 TB'],
  ])(
    'of a hub that is %s (token "%s") is not taken, and leaves %s parts',
    async (owner, token, parts, problem) => {
      vi.stubEnv('HF_TOKEN', token);
      const { snapshot } = await open(`${owner}/tiny`);
      const attempt = snapshot.fetch('model.safetensors');
      await expect(attempt).rejects.toThrow(problem);
      await expect(attempt).rejects.not.toThrow('secret');
      const left = readdirSync(snapshot.folder);
      expect(left).toEqual(
        Array(parts).fill(expect.stringMatching(/^model\.safetensors\..+\.part$/u)),
      );
    },
  );

  it.each([
    [
      'open/tyni',
      '',
      /no model open\/tyni .*private, and HF_TOKEN has to be set\. Did you mean "open\/tiny"\?/,
    ],
    [
      'open/tyni',
      'good',
      /\(HTTP 404\): there is no model open\/tyni .*Did you mean "open\/tiny"\?/,
    ],
    ['open/unlike-any', 'good', /there is no model open\/unlike-any with a revision main\.$/],
    ['broken/tiny', '', 'answers HTTP 500 again and again: try later'],
  ])('that is not to be had as %s (token "%s") is told', async (repository, token, problem) => {
    vi.stubEnv('HF_TOKEN', token);
    await expect(open(repository)).rejects.toThrow(problem);
  });

  it('has the revisions and files that it has', async () => {
    await expect(open('open/tiny', 'v2')).rejects.toThrow(
      'there is no model open/tiny with a revision v2',
    );
    const { snapshot } = await open('open/tiny');
    await expect(snapshot.fetch('confg.json')).rejects.toThrow(
      `open/tiny has no confg.json at commit ${snapshot.commit}. Did you mean "config.json"?`,
    );
  });
});
