import { createHash } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { replaceAtomically } from '@waltz/core';
import { cachePath, isCached, noteSha256 } from './cache.ts';
import { hubEndpoint, urlOf, type Origin } from './origin.ts';
import type { SourceFile } from './source-file.ts';

/** Milliseconds to wait before a fetch is tried again. */
const PAUSES: readonly number[] = [1000, 4000, 16_000];

export interface FetchSettings {
  readonly notice: (message: string) => void;
  readonly pauses?: readonly number[];
}

/** What a later try may mend: a server that is busy or ill, a connection that broke. */
class PassingFailure extends Error {}

/**
 * Fetches a file from its origin into the user's cache, unless it is there, and gives its place. A file of the Hugging
 * Face hub is asked for with the token in `HF_TOKEN`, if there is one; the token goes to the hub alone and is in no message.
 * Throws when the file is gated, not there, not to be had, or not the one that its sha256 names.
 */
export async function fetchFile(
  { path, source, sha256, origin }: SourceFile & { readonly origin: Origin },
  { notice, pauses = PAUSES }: FetchSettings,
): Promise<string> {
  const place = cachePath(origin);
  if (await isCached(place, sha256)) return place;
  await mkdir(dirname(place), { recursive: true });
  const fetched = await withPatience(() => download(origin, source.url, place, sha256), pauses);
  await noteSha256(place, fetched.sha256);
  notice(`fetched ${path} from ${urlOf(origin)}: ${fetched.bytes} bytes, sha256 ${fetched.sha256}`);
  return place;
}

/** Tries again after each pause, as long as a later try may help. */
async function withPatience<T>(
  attempt: () => Promise<T>,
  [wait, ...later]: readonly number[],
): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof PassingFailure) || wait === undefined) throw error;
    await pause(wait);
    return withPatience(attempt, later);
  }
}

async function download(
  origin: Origin,
  page: string,
  place: string,
  expected: string | undefined,
): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const url = urlOf(origin);
  const body = await request(origin, url, page);
  const hash = createHash('sha256');
  let bytes = 0;
  let sha256 = '';
  await replaceAtomically(place, async (temporary) => {
    const file = await open(temporary, 'w');
    try {
      for await (const chunk of unbroken(body, url, () => bytes)) {
        hash.update(chunk);
        bytes += chunk.length;
        await file.writeFile(chunk);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    sha256 = hash.digest('hex');
    if (expected !== undefined && sha256 !== expected) {
      throw new Error(
        `${url} is another file than was expected: its sha256 is ${sha256}, expected ${expected}. ` +
          'Correct revision or sha256 when you mean to use this file',
      );
    }
  });
  return { sha256, bytes };
}

async function request(
  origin: Origin,
  url: string,
  page: string,
): Promise<AsyncIterable<Uint8Array>> {
  const token = origin.host === 'hugging-face' ? process.env['HF_TOKEN'] : undefined;
  const response = await reach(url, token);
  if (response.ok && response.body !== null) return response.body;
  await response.body?.cancel();
  const { status } = response;
  if (status === 401 || status === 403) throw new Error(refusal(url, page, status, token));
  if (status === 404) {
    throw new Error(
      `${url} is not there (HTTP 404): ${origin.repository} has no ${origin.path} at revision ${origin.revision}. ` +
        'Correct path or revision',
    );
  }
  const message = `${url} answers HTTP ${status}`;
  if (status === 429 || status >= 500)
    throw new PassingFailure(`${message} again and again: try later`);
  throw new Error(message);
}

/** The server's answer. `Authorization` does not follow a redirect to another host: so `fetch` is defined. */
async function reach(url: string, token: string | undefined): Promise<Response> {
  const headers = token ? { authorization: `Bearer ${token}` } : {};
  try {
    return await fetch(url, { headers });
  } catch (error) {
    throw new Error(`${url} cannot be reached (${reasonOf(error)}): is this machine offline?`);
  }
}

async function* unbroken(
  body: AsyncIterable<Uint8Array>,
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

function refusal(url: string, page: string, status: number, token: string | undefined): string {
  return token
    ? `${url} refuses the token in HF_TOKEN (HTTP ${status}): accept the terms at ${page} with the account of that token, ` +
        'which has to be allowed to read gated repositories'
    : `${url} is not open to everybody (HTTP ${status}): accept the terms at ${page}, make a token that may read gated ` +
        `repositories at ${hubEndpoint()}/settings/tokens, and set HF_TOKEN to it`;
}

/** The code of the failure underneath, and never its text: texts may quote headers. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'no reason is given';
}
