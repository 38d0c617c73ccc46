import { createHash } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { explainFailure, replaceAtomically } from '@waltz/core';
import { cachePath, isCached, noteSha256 } from './cache.ts';
import { assertSpace } from './free-space.ts';
import { urlOf, type Origin } from './origin.ts';
import { PassingFailure, withPatience } from './patience.ts';
import { slowNotice } from './slow-notice.ts';
import { hubToken, reasonOf, request } from './request.ts';

export interface RemoteFile {
  /** What a user knows it as. */
  readonly name: string;
  readonly origin: Origin;
  /** Where its terms are read and accepted. */
  readonly page: string;
  readonly sha256?: string | undefined;
  /** Its size, where it is known. */
  readonly bytes?: number | undefined;
}

export interface FetchSettings {
  readonly notice: (message: string) => void;
  /** Milliseconds to wait before each further try, in place of what is usual. */
  readonly pauses?: readonly number[];
}

/**
 * Fetches a file from its origin into the user's cache, unless it is there, and gives its place. A file of the Hugging Face
 * hub is asked for with the token in `HF_TOKEN`, if there is one.
 * Throws when the file is gated, not there, not to be had, too large for the disk, or not the one that its sha256 and size
 * name; then nothing of it is kept.
 */
export async function fetchFile(file: RemoteFile, settings: FetchSettings): Promise<string> {
  const { name, origin, sha256, bytes } = file;
  const place = cachePath(origin);
  if (await isCached(place, sha256)) return place;
  await explainFailure(place, () => mkdir(dirname(place), { recursive: true }));
  if (bytes !== undefined) await assertSpace(dirname(place), bytes, name);
  const attempt = () => download(file, place, settings);
  const fetched = await withPatience(attempt, settings.pauses);
  await noteSha256(place, fetched.sha256);
  settings.notice(
    `fetched ${name} from ${urlOf(origin)}: ${fetched.bytes} bytes, sha256 ${fetched.sha256}`,
  );
  return place;
}

async function download(
  { name, origin, page, ...expected }: RemoteFile,
  place: string,
  { notice }: FetchSettings,
): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const url = urlOf(origin);
  const { body } = await request({
    url,
    page,
    token: origin.host === 'hugging-face' ? hubToken() : undefined,
    absent:
      `${origin.repository} has no ${origin.path} at revision ${origin.revision}. ` +
      'Correct path or revision',
  });
  const tell = slowNotice(name, expected.bytes, notice);
  const hash = createHash('sha256');
  let bytes = 0;
  let sha256 = '';
  await replaceAtomically(place, async (temporary) => {
    const file = await open(temporary, 'w');
    try {
      for await (const chunk of unbroken(body ?? [], url, () => bytes)) {
        hash.update(chunk);
        bytes += chunk.length;
        await file.writeFile(chunk);
        tell(bytes);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    sha256 = hash.digest('hex');
    assertExpected(url, { sha256, bytes }, expected);
  });
  return { sha256, bytes };
}

async function* unbroken(
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  url: string,
  bytes: () => number,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw new PassingFailure(
      `the connection to ${url} broke after ${bytes()} bytes (${reasonOf(error)}): try later`,
    );
  }
}

function assertExpected(
  url: string,
  found: { readonly sha256: string; readonly bytes: number },
  expected: Pick<RemoteFile, 'sha256' | 'bytes'>,
): void {
  if (expected.bytes !== undefined && found.bytes < expected.bytes) {
    throw new PassingFailure(
      `${url} ended after ${found.bytes} of ${expected.bytes} bytes: try later`,
    );
  }
  if (expected.sha256 !== undefined && found.sha256 !== expected.sha256) {
    throw new Error(
      `${url} is another file than was expected: its sha256 is ${found.sha256}, expected ${expected.sha256}. ` +
        'Correct revision or sha256 when you mean to use this file',
    );
  }
}
