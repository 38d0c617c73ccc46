import { expect, it } from 'vitest';
import { asFileFailure, explainFailure, FileFailure } from './file-failure.ts';

const failed = (code: string) => Object.assign(new Error(code), { code });

it.each([
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'quota'],
  ['EACCES', 'may not write there'],
  ['EPERM', 'may not write there'],
  ['EROFS', 'read-only'],
  ['ENOTDIR', 'a file stands where a folder is needed'],
])('explains %s', async (code, advice) => {
  const failure = explainFailure('/runs/x/log.txt', () => Promise.reject(failed(code)));
  await expect(failure).rejects.toThrow(FileFailure);
  await expect(failure).rejects.toThrow('cannot write /runs/x/log.txt');
  await expect(failure).rejects.toThrow(advice);
});

it('leaves other errors as they are', () => {
  const error = failed('EMYSTERY');
  expect(asFileFailure('/runs/x', error)).toBe(error);
  expect(asFileFailure('/runs/x', 'text')).toBe('text');
});
