import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes `path` and the folders above it that are missing. Throws what the file system says when it refuses: Node's own
 * `recursive` never ends where that is ENOENT, as below /proc.
 */
export async function makeFolder(path: string): Promise<void> {
  if (existsSync(path)) {
    await mkdir(path, { recursive: true }); // nothing to do for a folder; EEXIST for a file
    return;
  }
  if (!existsSync(dirname(path))) await makeFolder(dirname(path));
  await mkdir(path).catch((error: unknown) => {
    // another process may have made it in between
    if (!existsSync(path)) throw error;
  });
}
