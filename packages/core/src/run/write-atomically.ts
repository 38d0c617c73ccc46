import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { explainFailure } from './file-failure.ts';

/**
 * Writes a file as a whole: into a temporary file beside it, flushed to the disk, then renamed over `path`.
 * Whoever reads `path` sees the old content or the new one, even after a power cut.
 * Throws a `FileFailure` that says what to do when the disk is full or closed to this user.
 */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  await replaceAtomically(path, async (temporary) => {
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
  });
}

/** The same for a file that `write` makes: it is given the temporary path, and has to flush what it writes. */
export async function replaceAtomically(
  path: string,
  write: (temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = temporaryFor(path);
  underWay.add(temporary);
  await explainFailure(path, async () => {
    try {
      await write(temporary);
      await rename(temporary, path);
      await flushFolder(dirname(path));
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    } finally {
      underWay.delete(temporary);
    }
  });
}

/** Temporary files that this process is writing. */
const underWay = new Set<string>();

/** A file beside `path` that nobody else is writing, not even this process to the same `path`. */
function temporaryFor(path: string): string {
  let temporary = `${path}.${process.pid}.tmp`;
  for (let another = 2; underWay.has(temporary); another++) {
    temporary = `${path}.${process.pid}-${another}.tmp`;
  }
  return temporary;
}

/** Makes a rename last through a power cut; some systems cannot open a folder, and need not. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
