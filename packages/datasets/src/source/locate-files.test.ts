import { readFileSync } from 'node:fs';
import { huggingFace } from '@waltz/hub';
import { useHub } from '@waltz/hub/testing';
import { describe, expect, it } from 'vitest';
import { dataFolder } from '../testing/data-folder.ts';
import { locateFiles } from './locate-files.ts';

const CONTENT = 'prompt\nSay boo\n';

useHub();

const fileOf = (repository: string) => ({
  path: `${repository}/file.csv`,
  source: { name: 'Test', url: 'https://data.example/terms', licence: 'MIT' },
  origin: huggingFace(`test/${repository}`, 'v1', 'data/file 1.csv'),
});

describe('locating files', () => {
  const notice = () => expect.unreachable();

  it('takes the file that is there, and fetches the others', async () => {
    const root = dataFolder({ 'open/file.csv': 'mine' });
    const [mine, other] = [fileOf('open'), fileOf('slow')];
    const notices: string[] = [];
    const locationOf = await locateFiles([mine, other], {
      root,
      fetch: true,
      notice: (message) => notices.push(message),
    });
    expect(readFileSync(locationOf(mine), 'utf8')).toBe('mine');
    expect(readFileSync(locationOf(other), 'utf8')).toBe(CONTENT);
    expect(notices).toEqual([
      'fetching slow/file.csv',
      expect.stringMatching(/^fetched slow\/file\.csv from/u),
    ]);
  });

  it('says where a file that cannot be fetched may be put instead', async () => {
    const attempt = locateFiles([fileOf('gated')], { root: '/data', fetch: true, notice });
    await expect(attempt).rejects.toThrow(
      /^Test is not on this machine, and cannot be fetched\. .*HF_TOKEN.*Or put the file at \/data\/gated\/file\.csv$/,
    );
  });

  it('fetches nothing when it must not, and nothing without an origin', async () => {
    const { path, source } = fileOf('open');
    const attempts = [
      locateFiles([fileOf('open')], { root: dataFolder(), fetch: false, notice }),
      locateFiles([{ path, source }], { root: dataFolder(), fetch: true, notice }),
    ];
    for (const attempt of attempts)
      await expect(attempt).rejects.toThrow('these files are missing');
  });
});
