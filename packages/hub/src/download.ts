import { createHash, type Hash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { explainFailure } from '@waltz/core';
import { openDownload, type OpenDownload } from './open-download.ts';
import { urlOf } from './origin.ts';
import { finishPart, openPart, removeOutdated } from './part-file.ts';
import { PassingFailure } from './patience.ts';
import type { RemoteFile } from './remote-file.ts';
import { reasonOf } from './request.ts';
import { showDownload } from './show-download.ts';

/** A file that has come whole. */
export interface Downloaded {
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Tries once to fetch what is missing of a file, and renames it to `place` when it is whole, of the size and sha256 that are
 * known. Bytes go to a part beside it, each at its place: two processes that fetch the same content write the same bytes.
 * Throws a `PassingFailure` when another try may help, which then goes on from the part; what `openDownload` throws; and
 * when the file is not the one that is expected, of which nothing is kept.
 */
export async function download(
  file: RemoteFile,
  place: string,
  notice: (message: string) => void,
): Promise<Downloaded> {
  const opened = await openDownload(file, place);
  const { part, tag, lasts } = opened;
  try {
    return await explainFailure(place, async () => {
      const found = await receive(file, opened, notice);
      await assertWhole(file, opened, found);
      await finishPart(part, place, found.bytes);
      await removeOutdated(place, tag);
      return found;
    });
  } catch (error) {
    if (!lasts) await rm(part, { force: true });
    throw error;
  }
}

/** Writes what comes behind what is held, and flushes it. */
async function receive(
  { name, origin }: RemoteFile,
  { answer, part, held, total }: OpenDownload,
  notice: (message: string) => void,
): Promise<Downloaded> {
  const hash = createHash('sha256');
  let bytes = held;
  const file = await openPart(part, held);
  try {
    if (held > 0) {
      const before = file.createReadStream({ start: 0, end: held - 1, autoClose: false });
      for await (const chunk of before) hash.update(chunk as Buffer);
    }
    const shown = showDownload({ name, held, total }, notice);
    const incoming = counted(answer.body ?? [], hash, (count) => shown.advance((bytes += count)));
    try {
      await pipeline(
        unbroken(incoming, urlOf(origin), () => bytes),
        file.createWriteStream({ start: held, flush: true }),
      );
    } finally {
      shown.stop();
    }
  } finally {
    await file.close();
  }
  return { sha256: hash.digest('hex'), bytes };
}

type Body = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

async function* counted(body: Body, hash: Hash, count: (bytes: number) => void) {
  for await (const chunk of body) {
    hash.update(chunk);
    count(chunk.length);
    yield chunk;
  }
}

async function* unbroken(body: Body, url: string, bytes: () => number) {
  try {
    yield* body;
  } catch (error) {
    throw new PassingFailure(
      `the connection to ${url} broke after ${bytes()} bytes (${reasonOf(error)}): try later`,
    );
  }
}

async function assertWhole(
  { origin, sha256 }: RemoteFile,
  { part, held, total }: OpenDownload,
  found: Downloaded,
): Promise<void> {
  const url = urlOf(origin);
  if (total !== undefined && found.bytes < total) {
    throw new PassingFailure(`${url} ended after ${found.bytes} of ${total} bytes: try later`);
  }
  const problem = differenceOf(found, { sha256, bytes: total });
  if (problem === null) return;
  await rm(part, { force: true });
  const message = `${url} is another file than was expected: ${problem}`;
  // What was there before may be to blame, as after a power cut: without it, another try tells.
  if (held > 0) throw new PassingFailure(message);
  throw new Error(`${message}. Correct revision or sha256 when you mean to use this file`);
}

function differenceOf(
  found: Downloaded,
  { sha256, bytes }: Pick<RemoteFile, 'sha256' | 'bytes'>,
): string | null {
  if (bytes !== undefined && found.bytes !== bytes)
    return `it has ${found.bytes} bytes, expected ${bytes}`;
  if (sha256 !== undefined && found.sha256 !== sha256)
    return `its sha256 is ${found.sha256}, expected ${sha256}`;
  return null;
}
