import { existsSync } from 'node:fs';
import { mkdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { explainFailure } from './file-failure.ts';
import { makeFolder } from './make-folder.ts';

/**
 * Makes a folder that appears as a whole: `fill` writes into `<path>.unfinished`, which is renamed when it is done. What
 * an interrupted process has left there is cleared away first. By then `path` has to be missing or empty.
 * Throws a `FileFailure` when the disk is full or closed to this user, and what `fill` throws; then nothing is left.
 */
export async function writeFolder<T>(
  path: string,
  fill: (unfinished: string) => Promise<T>,
): Promise<T> {
  const unfinished = `${path}.unfinished`;
  await explainFailure(unfinished, async () => {
    await rm(unfinished, { recursive: true, force: true });
    await makeFolder(dirname(path));
    await mkdir(unfinished);
  });
  try {
    const result = await fill(unfinished);
    await explainFailure(path, async () => {
      if (existsSync(path)) await rmdir(path);
      await rename(unfinished, path);
    });
    return result;
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
}
