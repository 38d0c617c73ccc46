import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { FileOptions } from './file-options.ts';

export interface SourceFile {
  readonly options: FileOptions;
  readonly bytes: Uint8Array;
}

/**
 * Reads every file under `root`, which is relative to the working directory. Throws when one is missing, with all that
 * are and where each is published, and when one is not the file that its sha256 names.
 */
export function readSourceFiles(
  root: string,
  files: readonly FileOptions[],
): readonly SourceFile[] {
  const folder = resolve(root);
  const missing = files.filter(({ path }) => !existsSync(join(folder, path)));
  if (missing.length > 0) throw new Error(describeMissing(root, folder, missing));
  return files.map((options) => {
    const bytes = readFileSync(join(folder, options.path));
    checkSha256(join(folder, options.path), bytes, options.sha256);
    return { options, bytes };
  });
}

function describeMissing(root: string, folder: string, missing: readonly FileOptions[]): string {
  const what = existsSync(folder)
    ? `these files are missing in ${folder}`
    : `there is no folder ${folder}`;
  const width = Math.max(...missing.map(({ path }) => path.length));
  return [
    `${what} (dataset.root=${root}, seen from ${process.cwd()}).`,
    'Waltz ships no data. Fetch each file from its source and put it at this path below the folder,',
    'or point dataset.root at a folder that has them:',
    ...missing.map(
      ({ path, source }) =>
        `  ${path.padEnd(width)}  ${source.name}, ${source.licence}, ${source.url}`,
    ),
  ].join('\n');
}

function checkSha256(path: string, bytes: Uint8Array, expected: string | undefined): void {
  const found = createHash('sha256').update(bytes).digest('hex');
  if (expected === undefined || found === expected) return;
  throw new Error(
    `${path} is not the file that this experiment was made for: its sha256 is ${found}, expected ${expected}. ` +
      'Fetch it again, or correct sha256 when you mean to use this file',
  );
}
