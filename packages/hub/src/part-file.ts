import { createHash } from 'node:crypto';
import { constants, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { PassingFailure } from './patience.ts';

/** What is there of a file that was not fetched to its end. */
export interface Part {
  readonly path: string;
  /** Of the content that it is a part of. */
  readonly tag: string;
  /** Its first bytes, without a gap. */
  readonly bytes: number;
}

const TAG_DIGITS = 16;
const PART = new RegExp(`^\\.(?<tag>[0-9a-f]{${TAG_DIGITS}})\\.part$`, 'u');

/** A short name of content, from what tells it from other content: its etag or sha256. */
export function tagOf(identity: string): string {
  return createHash('sha256').update(identity).digest('hex').slice(0, TAG_DIGITS);
}

/** Where the part of a file lies until it is whole: beside `place`, by the content that it belongs to. */
export function partPath(place: string, tag: string): string {
  return `${place}.${tag}.part`;
}

/** What is there of the file that belongs at `place`, the largest part where there are several; null when there is nothing. */
export async function findPart(place: string): Promise<Part | null> {
  const parts = await partsOf(place);
  const [largest = null] = parts.toSorted((a, b) => b.bytes - a.bytes);
  return largest !== null && largest.bytes > 0 ? largest : null;
}

/** Removes parts of other content than that of `tag`, of the file that belongs at `place`. */
export async function removeOutdated(place: string, tag: string): Promise<void> {
  for (const part of await partsOf(place)) {
    if (part.tag !== tag) await rm(part.path, { force: true });
  }
}

/**
 * Opens a part, to write what comes behind its first `held` bytes. It is never emptied, for another process may be writing to
 * it, and never has a gap. Throws a `PassingFailure` when those bytes are not there any more.
 */
export async function openPart(path: string, held: number): Promise<FileHandle> {
  if (held === 0) return open(path, constants.O_RDWR | constants.O_CREAT);
  const file = await ifThere(() => open(path, 'r+'));
  if (file !== null && (await file.stat()).size >= held) return file;
  await file?.close();
  throw takenOver(path);
}

/** Gives a part of so many bytes the name of the whole file. Throws a `PassingFailure` when it is not there, or of another size. */
export async function finishPart(path: string, place: string, bytes: number): Promise<void> {
  if ((await sizeOf(path)) !== bytes) throw takenOver(path);
  const renamed = await ifThere(async () => {
    await rename(path, place);
    return true;
  });
  if (renamed === null) throw takenOver(path);
}

function takenOver(path: string): PassingFailure {
  return new PassingFailure(`another process has changed ${path}, or finished it: try later`);
}

async function partsOf(place: string): Promise<readonly Part[]> {
  const folder = dirname(place);
  const parts: Part[] = [];
  for (const name of await readdir(folder)) {
    if (!name.startsWith(basename(place))) continue;
    const tag = PART.exec(name.slice(basename(place).length))?.groups?.['tag'];
    if (tag === undefined) continue;
    const path = join(folder, name);
    parts.push({ path, tag, bytes: (await sizeOf(path)) ?? 0 });
  }
  return parts;
}

async function sizeOf(path: string): Promise<number | null> {
  return (await ifThere(() => stat(path)))?.size ?? null;
}

/** Null where the file is not there: another process may have finished it. */
async function ifThere<T>(act: () => Promise<T>): Promise<T | null> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
