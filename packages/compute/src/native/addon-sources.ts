import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** `packages/compute`. */
const ROOT = new URL('../../', import.meta.url);

/** Folder of the addon's own sources; the kernels lie in `kernels` beside it. */
export const SOURCE_FOLDER = fileURLToPath(new URL('native', ROOT));

/** Where the addon is built; git does not know of this folder. */
export const BUILD_FOLDER = fileURLToPath(new URL('dist', ROOT));

/** SHA-256 over everything that the addon is compiled from: an addon of other sources could compute something else. */
export function sourceDigest(): string {
  const hash = createHash('sha256');
  for (const folder of ['kernels', 'native']) {
    const sources = readdirSync(new URL(folder, ROOT)).filter((name) => /\.(c|cc|h)$/.test(name));
    for (const name of sources.sort()) {
      hash.update(name).update(readFileSync(new URL(`${folder}/${name}`, ROOT)));
    }
  }
  return hash.digest('hex');
}
