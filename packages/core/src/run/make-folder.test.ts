import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder } from './make-folder.ts';

describe('makeFolder', () => {
  const root = mkdtempSync(join(tmpdir(), 'waltz-make-folder-'));

  it('makes what is missing above, and leaves what is there', async () => {
    await makeFolder(join(root, 'a', 'b', 'c'));
    await makeFolder(join(root, 'a', 'b', 'c'));
    expect(existsSync(join(root, 'a', 'b', 'c'))).toBe(true);
  });

  it('ends where the file system takes no folder', async () => {
    await expect(makeFolder('/proc/nope/run')).rejects.toThrow('ENOENT');
  });

  it('does not take a file for a folder', async () => {
    writeFileSync(join(root, 'file'), '');
    await expect(makeFolder(join(root, 'file', 'run'))).rejects.toThrow(/ENOTDIR/);
  });
});
