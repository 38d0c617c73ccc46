import { messageOf } from '@waltz/core';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fetchFile, sha256Of, urlOf, type FetchSettings, type Origin } from '@waltz/hub';
import type { SourceFile } from './source-file.ts';

/** Where a file lies on this machine. */
export type Locations = (file: SourceFile) => string;

export interface LocateSettings extends FetchSettings {
  /** Relative to the working directory. */
  readonly root: string;
  /** Whether what is not below `root` is fetched, where it is known from where. */
  readonly fetch: boolean;
}

/**
 * Finds each of `files` below `root`, or fetches it into the user's cache. Throws when one is missing, with all that are
 * and where each is published; when one cannot be fetched; and when one is not the file that its sha256 names.
 */
export async function locateFiles(
  files: readonly SourceFile[],
  settings: LocateSettings,
): Promise<Locations> {
  const folder = resolve(settings.root);
  const wanted = [...new Map(files.map((file) => [file.path, file])).values()];
  const elsewhere = wanted.filter(({ path }) => !existsSync(join(folder, path)));
  const missing = elsewhere.filter(({ origin }) => !settings.fetch || origin === undefined);
  if (missing.length > 0) throw new Error(describeMissing(settings.root, folder, missing));
  for (const file of wanted) {
    if (!elsewhere.includes(file)) await checkSha256(join(folder, file.path), file.sha256);
  }
  const fetched = new Map<string, string>();
  for (const { origin, ...file } of elsewhere) {
    if (origin === undefined) continue;
    fetched.set(file.path, await fetchMissing({ ...file, origin }, folder, settings));
  }
  return ({ path }) => fetched.get(path) ?? join(folder, path);
}

async function fetchMissing(
  file: SourceFile & { readonly origin: Origin },
  folder: string,
  settings: FetchSettings,
): Promise<string> {
  const { path: name, origin, sha256, source } = file;
  try {
    return await fetchFile({ name, origin, sha256, page: source.url }, settings);
  } catch (error) {
    const reason = messageOf(error);
    throw new Error(
      `${source.name} is not on this machine, and cannot be fetched. ${reason}. ` +
        `Or put the file at ${join(folder, name)}`,
      { cause: error },
    );
  }
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
