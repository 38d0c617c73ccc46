import { join } from 'node:path';
import { COMPUTE_FOLDER, digestOf } from '../addons/sources.ts';

/** Folder of the addon's own sources; the kernels lie in `kernels` beside it. */
export const SOURCE_FOLDER = join(COMPUTE_FOLDER, 'native');

/** SHA-256 over everything that the addon is compiled from. */
export function sourceDigest(): string {
  return digestOf(['kernels', 'native']);
}
