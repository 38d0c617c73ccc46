import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `packages/compute`. */
export const COMPUTE_FOLDER = fileURLToPath(new URL('../../', import.meta.url));

/** Where addons are built; git does not know of this folder. */
export const BUILD_FOLDER = join(COMPUTE_FOLDER, 'dist');

/** SHA-256 over the sources in these folders of packages/compute: what is built of others could compute something else. */
export function digestOf(folders: readonly string[]): string {
  const hash = createHash('sha256');
  for (const folder of folders) {
    const sources = readdirSync(join(COMPUTE_FOLDER, folder));
    for (const name of sources.filter((name) => /\.(c|cc|h|cu|cuh)$/.test(name)).sort()) {
      hash.update(name).update(readFileSync(join(COMPUTE_FOLDER, folder, name)));
    }
  }
  return hash.digest('hex');
}
