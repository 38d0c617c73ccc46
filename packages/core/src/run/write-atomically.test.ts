import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith, temporaryFolder } from '../testing/temporary-folder.ts';
import { FileFailure } from './file-failure.ts';
import { replaceAtomically, writeAtomically } from './write-atomically.ts';

const isRoot = process.getuid?.() === 0;

describe('writeAtomically', () => {
  it('writes text and bytes, and leaves nothing else behind', async () => {
    const folder = temporaryFolder();
    await writeAtomically(join(folder, 'a'), 'old');
    await writeAtomically(join(folder, 'a'), 'new');
    await writeAtomically(join(folder, 'b'), new Uint8Array([1, 2]));
    expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('new');
    expect([...readFileSync(join(folder, 'b'))]).toEqual([1, 2]);
    expect(readdirSync(folder).sort()).toEqual(['a', 'b']);
  });

  it('lets many write the same file at once: it is whole whenever it is read', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'a');
    const contents = Array.from({ length: 20 }, (_, index) => String(index % 10).repeat(10_000));
    const writes = contents.map(async (content) => {
      await writeAtomically(path, content);
      return readFileSync(path, 'utf8');
    });
    for (const seen of await Promise.all(writes)) expect(contents.includes(seen)).toBe(true);
    expect(readdirSync(folder)).toEqual(['a']);
  });

  it.runIf(existsSync('/dev/full'))(
    'keeps the old content on a full disk, and says what to do',
    async () => {
      const folder = folderWith({ 'status.json': 'old' });
      const path = join(folder, 'status.json');
      // Every write to /dev/full ends like a write to a full disk.
      symlinkSync('/dev/full', `${path}.${process.pid}.tmp`);
      await expect(writeAtomically(path, 'new')).rejects.toThrow(
        /cannot write \S*status\.json: the disk is full: free some space.*Nothing that was written before is lost/,
      );
      expect(readFileSync(path, 'utf8')).toBe('old');
      expect(readdirSync(folder)).toEqual(['status.json']);
    },
  );

  it('names the file and the way out when a file stands where a folder is needed', async () => {
    const folder = folderWith({ runs: 'no folder' });
    const failure = writeAtomically(join(folder, 'runs', 'status.json'), 'new');
    await expect(failure).rejects.toThrow(FileFailure);
    await expect(failure).rejects.toThrow(/a file stands where a folder is needed/);
  });

  it.skipIf(isRoot)('says so when the folder is closed to this user', async () => {
    const folder = join(temporaryFolder(), 'closed');
    await mkdir(folder);
    await chmod(folder, 0o500);
    await expect(writeAtomically(join(folder, 'a'), 'x')).rejects.toThrow(
      /this user may not write there: .*choose another run\.folder/,
    );
    await chmod(folder, 0o700);
  });
});

describe('replaceAtomically', () => {
  it('keeps the old file when its maker fails, and passes its error on', async () => {
    const path = join(folderWith({ weights: 'old' }), 'weights');
    const making = replaceAtomically(path, async (temporary) => {
      writeFileSync(temporary, 'half');
      throw new Error('out of ideas');
    });
    await expect(making).rejects.toThrow('out of ideas');
    expect(readFileSync(path, 'utf8')).toBe('old');
  });
});
