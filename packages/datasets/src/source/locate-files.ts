import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { urlOf } from './origin.ts';
import { sha256Of } from './sha256.ts';
import type { SourceFile } from './source-file.ts';

/** Where a file lies on this machine. */
export type Locations = (file: SourceFile) => string;

/**
 * Finds each of `files` below `root`, which is relative to the working directory. Throws when one is missing, with all
 * that are and where each is published, and when one is not the file that its sha256 names.
 */
export async function locateFiles(root: string, files: readonly SourceFile[]): Promise<Locations> {
  const folder = resolve(root);
  const wanted = [...new Map(files.map((file) => [file.path, file])).values()];
  const missing = wanted.filter(({ path }) => !existsSync(join(folder, path)));
  if (missing.length > 0) throw new Error(describeMissing(root, folder, missing));
  for (const { path, sha256 } of wanted) await checkSha256(join(folder, path), sha256);
  return ({ path }) => join(folder, path);
}

function describeMissing(root: string, folder: string, missing: readonly SourceFile[]): string {
  const what = existsSync(folder)
    ? `these files are missing in ${folder}`
    : `there is no folder ${folder}`;
  const width = Math.max(...missing.map(({ path }) => path.length));
  return [
    `${what} (dataset.root=${root}, seen from ${process.cwd()}).`,
    'Waltz ships no data. Fetch each file from its source and put it at this path below the folder,',
    'or point dataset.root at a folder that has them:',
    ...missing.map(
      ({ path, source, origin }) =>
        `  ${path.padEnd(width)}  ${source.name}, ${source.licence}, ${origin ? urlOf(origin) : source.url}`,
    ),
  ].join('\n');
}

async function checkSha256(location: string, expected: string | undefined): Promise<void> {
  if (expected === undefined) return;
  const found = await sha256Of(location);
  if (found === expected) return;
  throw new Error(
    `${location} is not the file that this experiment was made for: its sha256 is ${found}, expected ${expected}. ` +
      'Fetch it again, or correct sha256 when you mean to use this file',
  );
}
