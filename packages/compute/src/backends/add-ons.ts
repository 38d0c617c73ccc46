import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where `waltz doctor --install` puts what a backend needs and `npm ci` does not bring. One folder for all checkouts,
 * which outlasts `npm ci`; `name` carries the version, so that another version is another folder.
 */
export function addOnFolder(name: string): string {
  const caches = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(caches, 'waltz', name);
}
