import { createReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/**
 * The text of a file, piece by piece and without its byte order mark; what ends in `.gz` is unpacked.
 * Throws when it is not UTF-8, and when it is no whole gzip file.
 */
export async function* textChunks(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of byteChunks(path))
    yield decode(() => decoder.decode(chunk, { stream: true }));
  yield decode(() => decoder.decode());
}

async function* byteChunks(path: string): AsyncGenerator<Uint8Array> {
  const file = createReadStream(path);
  if (!path.toLowerCase().endsWith('.gz')) {
    yield* file;
    return;
  }
  // The pipeline hands errors of the file on to whoever reads the unpacked bytes.
  const unpacked: Readable = pipeline(file, createGunzip(), () => undefined);
  try {
    yield* unpacked;
  } catch (cause) {
    if (!isZlibError(cause)) throw cause;
    throw new Error('is no whole gzip file: fetch it again', { cause });
  }
}

function decode(decodeChunk: () => string): string {
  try {
    return decodeChunk();
  } catch (cause) {
    throw new Error('is not UTF-8 text: save it in that encoding', { cause });
  }
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^Z_/.test(String(error.code));
}
