import { fileSize } from '@waltz/core';
import { statfs } from 'node:fs/promises';

/** Throws when the disk of `folder` has no room for a file of so many bytes. */
export async function assertSpace(folder: string, bytes: number, name: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (bytes <= free) return;
  throw new Error(
    `${name} takes ${fileSize(bytes)}, and the disk of ${folder} has ${fileSize(free)} left: free some space, ` +
      'or set XDG_CACHE_HOME to a folder on another disk',
  );
}
