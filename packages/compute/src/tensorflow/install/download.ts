import { fileSize } from '@waltz/core';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { fetchFrom, type IndexedFile } from './package-index.ts';

const ATTEMPTS = 3;

/** A line is told each time that this many more bytes are there. */
const TELL_EVERY = 64e6;

/**
 * Fetches a file into `folder`, unless it is there, and gives its path. A download that is cut off goes on where it was,
 * now or the next time. Throws, and keeps nothing, when the file is not the one that the index names.
 */
export async function download(
  file: IndexedFile,
  folder: string,
  tell: (line: string) => void,
): Promise<string> {
  const path = join(folder, file.name);
  if ((await bytesOf(path)) > 0) return path;
  await mkdir(folder, { recursive: true });
  const partial = `${path}.part`;
  for (let attempt = 1; ; attempt++) {
    try {
      await fetchRest(file, partial, tell);
      break;
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      tell(`${file.name}: cut off; trying again`);
    }
  }
  if ((await sha256Of(partial)) !== file.sha256) {
    await rm(partial);
    throw new Error(
      `${file.name} has not the checksum that the index gives: nothing is kept; run again`,
    );
  }
  await rename(partial, path);
  return path;
}

async function fetchRest(
  { name, url }: IndexedFile,
  partial: string,
  tell: (line: string) => void,
): Promise<void> {
  const start = await bytesOf(partial);
  const response = await fetchFrom(url, start > 0 ? { range: `bytes=${start}-` } : {});
  // The whole of it is there already.
  if (start > 0 && response.status === 416) return;
  if (!response.ok || response.body === null) {
    throw new Error(`the package index answers ${response.status} for ${name}`);
  }
  const resumed = response.status === 206;
  let received = resumed ? start : 0;
  const total = received + Number(response.headers.get('content-length') ?? 0);
  let told = -TELL_EVERY;
  await pipeline(
    Readable.fromWeb(response.body as ReadableStream<Uint8Array>),
    async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        if (received - told >= TELL_EVERY) {
          tell(`${name}: ${fileSize(received)} of ${fileSize(total)}`);
          told = received;
        }
        received += chunk.byteLength;
        yield chunk;
      }
    },
    createWriteStream(partial, { flags: resumed ? 'a' : 'w' }),
  );
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function bytesOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
