import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { writeAtomically } from '@waltz/core';
import type { Origin } from './origin.ts';
import { sha256Of } from './sha256.ts';

/** Where all revisions of a repository are kept, for all checkouts and runs. */
export function repositoryCache({
  host,
  kind,
  repository,
}: Pick<Origin, 'host' | 'kind' | 'repository'>): string {
  const caches = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(caches, 'waltz', `${kind}s`, host, repository);
}

/** Where a fetched file is kept: below a folder for each repository and revision. */
export function cachePath(origin: Origin): string {
  return join(repositoryCache(origin), origin.revision, origin.path);
}

/** The model of the Hugging Face hub that a path in the cache is of, or lies in; null for every other path. */
export function cachedModel(path: string): Pick<Origin, 'repository' | 'revision'> | null {
  const models = repositoryCache({ host: 'hugging-face', kind: 'model', repository: '' });
  const [owner = '..', name, revision] = relative(models, path).split(sep);
  if (owner === '..' || name === undefined || revision === undefined) return null;
  return { repository: `${owner}/${name}`, revision };
}

/** Notes what a fetched file's sha256 is, so that a damaged one is found out later. */
export async function noteSha256(path: string, sha256: string): Promise<void> {
  await writeAtomically(notePath(path), `${sha256}\n`);
}

/** Whether a fetched file is there, and is still what was fetched; and is the file of `expected` where that is given. */
export async function isCached(path: string, expected: string | undefined): Promise<boolean> {
  if (!existsSync(path) || !existsSync(notePath(path))) return false;
  const noted = (await readFile(notePath(path), 'utf8')).trim();
  if (expected !== undefined && noted !== expected) return false;
  return (await sha256Of(path)) === noted;
}

function notePath(path: string): string {
  return `${path}.sha256`;
}
