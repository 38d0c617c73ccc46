import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { assertSpace } from './free-space.ts';
import { urlOf } from './origin.ts';
import { findPart, partPath, tagOf, type Part } from './part-file.ts';
import type { RemoteFile } from './remote-file.ts';
import { hubToken, request } from './request.ts';

/** An answer whose bytes go on where a part ends. */
export interface OpenDownload {
  readonly answer: Response;
  /** Path of the part, and of which content it is. */
  readonly part: string;
  readonly tag: string;
  /** How many bytes of it are kept; those of the answer follow. */
  readonly held: number;
  /** Size of the whole file, where somebody says it. */
  readonly total: number | undefined;
  /** Whether a later try can tell that it gets the same content, and may go on. */
  readonly lasts: boolean;
}

/**
 * Asks for a file, or for the rest of it where a part is there. It starts again, and the part is gone, where the server has
 * other content by now, sends everything (200), or has no such bytes (416).
 * Throws what `request` throws, and when the disk has no room for what is missing.
 */
export async function openDownload(file: RemoteFile, place: string): Promise<OpenDownload> {
  const known = await findPart(place);
  // The last byte is asked for again: to a part that is whole the server then answers with an etag, and not 416.
  const from = known === null ? 0 : known.bytes - 1;
  if (file.bytes !== undefined) await assertSpace(dirname(place), file.bytes - from, file.name);
  if (known === null) return fromStart(await ask(file), file, place);
  const answer = await ask(file, from);
  if (goesOn(answer, file, known, from)) {
    const total = file.bytes ?? totalOf(answer);
    return { answer, part: known.path, tag: known.tag, held: from, total, lasts: true };
  }
  await rm(known.path, { force: true });
  if (answer.status === 200) return fromStart(answer, file, place);
  await answer.body?.cancel();
  return fromStart(await ask(file), file, place);
}

function ask({ origin, page }: RemoteFile, from?: number): Promise<Response> {
  return request({
    url: urlOf(origin),
    page,
    from,
    // Bytes are counted as they lie in the file, not as they were packed for the way.
    unpacked: true,
    token: origin.host === 'hugging-face' ? hubToken() : undefined,
    absent:
      `${origin.repository} has no ${origin.path} at revision ${origin.revision}. ` +
      'Correct path or revision',
  });
}

function goesOn(answer: Response, file: RemoteFile, part: Part, from: number): boolean {
  const identity = identityOf(answer, file);
  const isSame = identity !== null && tagOf(identity) === part.tag;
  // Answers 200 and 416 have no such range.
  return isSame && rangeOf(answer)?.start === from;
}

function fromStart(answer: Response, file: RemoteFile, place: string): OpenDownload {
  const identity = identityOf(answer, file);
  const tag = tagOf(identity ?? randomBytes(16).toString('hex'));
  const total = file.bytes ?? totalOf(answer);
  return { answer, part: partPath(place, tag), tag, held: 0, total, lasts: identity !== null };
}

/** What tells this content from other content at the same address; a weak etag says nothing of bytes (RFC 9110, 8.8.1). */
function identityOf({ headers }: Response, { sha256 }: RemoteFile): string | null {
  const etag = headers.get('etag');
  return etag === null || etag.startsWith('W/') ? (sha256 ?? null) : etag;
}

function totalOf(answer: Response): number | undefined {
  if (answer.status === 206) return rangeOf(answer)?.total;
  const length = answer.headers.get('content-length');
  const isPacked = answer.headers.has('content-encoding');
  return length === null || isPacked ? undefined : Number(length);
}

/** `bytes 5-10/11`; the total may be `*`. */
function rangeOf({ headers }: Response) {
  const range = /^bytes (?<start>\d+)-\d+\/(?<total>\d+|\*)$/u.exec(
    headers.get('content-range') ?? '',
  )?.groups;
  if (range === undefined) return null;
  const { start, total } = range;
  return { start: Number(start), total: total === '*' ? undefined : Number(total) };
}
