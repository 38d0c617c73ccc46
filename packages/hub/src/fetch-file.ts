import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { explainFailure } from '@waltz/core';
import { cachePath, isCached, noteSha256 } from './cache.ts';
import { download } from './download.ts';
import { urlOf } from './origin.ts';
import { withPatience } from './patience.ts';
import type { RemoteFile } from './remote-file.ts';

export interface FetchSettings {
  readonly notice: (message: string) => void;
  /** Milliseconds to wait before each further try, in place of what is usual. */
  readonly pauses?: readonly number[];
}

/**
 * Fetches a file from its origin into the user's cache, unless it is there, and gives its place. What a broken connection or
 * a killed process has left of it is not fetched again. A file of the Hugging Face hub is asked for with the token in
 * `HF_TOKEN`, if there is one.
 * Throws when the file is gated, not there, not to be had, too large for the disk, or not the one that its sha256 and size
 * name.
 */
export async function fetchFile(file: RemoteFile, settings: FetchSettings): Promise<string> {
  const { name, origin, sha256 } = file;
  const { notice, pauses } = settings;
  const place = cachePath(origin);
  await explainFailure(place, () => mkdir(dirname(place), { recursive: true }));
  await withPatience(async () => {
    // Before each try, for another process may have fetched it.
    if (await isCached(place, sha256)) return;
    const fetched = await download(file, place, notice);
    await noteSha256(place, fetched.sha256);
    notice(
      `fetched ${name} from ${urlOf(origin)}: ${fetched.bytes} bytes, sha256 ${fetched.sha256}`,
    );
  }, pauses);
  return place;
}
