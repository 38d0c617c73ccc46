import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { finishedRunAt, runFolderAt } from './run-folder-at.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

/** A folder with two runs that have nothing but a config. */
function withRuns(): string {
  const folder = temporaryFolder();
  for (const name of ['0123456789ab', 'fedcba987654']) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'config.yaml'), 'seed: 1');
  }
  return folder;
}

describe('runFolderAt', () => {
  it.each([
    ['', /is no run folder, but it holds some: name one of .*0123456789ab, .*fedcba987654/],
    ['0123456798ab', /no config\.yaml; .* has: 0123456789ab, .*Did you mean "0123456789ab"\?/],
    ['deeper/still', /no config\.yaml; runs lie in runs\/<experiment>\/<identity>/],
  ])('names the runs that are there: %j', (path, message) => {
    expect(() => runFolderAt(join(withRuns(), path))).toThrow(message);
  });

  it('gives the run', () => {
    const path = join(withRuns(), 'fedcba987654');
    expect(runFolderAt(path).path).toBe(path);
  });
});

describe('finishedRunAt', () => {
  it.each([
    [null, /the run is not finished; go on with: npx waltz resume/],
    [{ evaluations: {} }, /its config asks for no evaluation prompts/],
  ])('refuses a run without a final evaluation', async (summary, message) => {
    const path = join(withRuns(), 'fedcba987654');
    if (summary !== null) writeFileSync(join(path, 'summary.json'), JSON.stringify(summary));
    await expect(finishedRunAt(path)).rejects.toThrow(message);
  });
});
