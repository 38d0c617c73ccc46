import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { messageOf, makeFolder, writeAtomically } from '@waltz/core';

/**
 * Replies of language models, kept in a folder by the hash of what was asked: a file a reply, and nothing of the request in
 * it. Any number of processes may use one folder at once. What goes wrong with it costs requests, never a judgement, and
 * `notice` is told the first time.
 */
export class ReplyCache {
  readonly #folder: string;
  readonly #notice: (message: string) => void;
  readonly #told = new Set<string>();

  constructor(folder: string, notice: (message: string) => void) {
    this.#folder = resolve(folder);
    this.#notice = notice;
  }

  /** The reply that was kept under `key`; null when there is none, or none that can be read. */
  async get(key: string): Promise<string | null> {
    const path = this.#pathOf(key);
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if (!isMissing(error)) this.#tell('read', `cannot read ${path}: ${messageOf(error)}`);
      return null;
    }
    const reply = replyIn(text);
    if (reply === null) {
      this.#tell('broken', `${path} is broken and is passed over: its reply is asked for again`);
    }
    return reply;
  }

  async set(key: string, reply: string): Promise<void> {
    const path = this.#pathOf(key);
    try {
      await makeFolder(dirname(path));
      await writeAtomically(path, `${JSON.stringify({ reply })}\n`);
    } catch (error) {
      this.#tell('write', `replies are not kept for another run: ${messageOf(error)}`);
    }
  }

  #pathOf(key: string): string {
    return join(this.#folder, key.slice(0, 2), `${key.slice(2)}.json`);
  }

  #tell(what: string, message: string): void {
    if (this.#told.has(what)) return;
    this.#told.add(what);
    this.#notice(`cache of judges' replies: ${message}`);
  }
}

/** What names a reply: 64 hexadecimal digits of the SHA-256 of all that it depends on. */
export function cacheKey(...causes: readonly object[]): string {
  return createHash('sha256').update(JSON.stringify(causes)).digest('hex');
}

function replyIn(text: string): string | null {
  try {
    const { reply } = Object(JSON.parse(text)) as { readonly reply?: unknown };
    return typeof reply === 'string' ? reply : null;
  } catch {
    return null;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
