import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { didYouMean, writeAtomically } from '@waltz/core';
import { repositoryCache } from './cache.ts';
import { fetchFile, type FetchSettings } from './fetch-file.ts';
import { filesAt, type ListedFile } from './hub-listing.ts';
import { hubEndpoint, huggingFaceModel } from './origin.ts';

/** A model of the hub at one commit, of which nothing is fetched before it is asked for. */
export interface Snapshot {
  /** `owner/name` */
  readonly repository: string;
  readonly commit: string;
  /** Where its files lie, each at its path, once they are fetched. */
  readonly folder: string;
  /** Paths of all its files, fetched or not. */
  readonly files: readonly string[];
  /** Fetches a file unless it is there, and gives its place. Throws what `fetchFile` throws, and when there is no such file. */
  fetch(path: string): Promise<string>;
}

/**
 * Opens a model of the hub at `commit`. The list of its files is kept, as a commit never changes: what was fetched once is
 * there without a network. Throws when the hub has to be asked and does not answer, or has no such commit.
 */
export async function openSnapshot(
  repository: string,
  commit: string,
  settings: FetchSettings,
): Promise<Snapshot> {
  const cache = repositoryCache({ host: 'hugging-face', kind: 'model', repository });
  const listing = await keptListing(join(cache, 'listings', `${commit}.json`), () =>
    filesAt(repository, commit, settings.pauses),
  );
  const files = listing.map(({ path }) => path);
  return {
    repository,
    commit,
    folder: join(cache, commit),
    files,
    fetch: async (path) => {
      const file = listing.find((one) => one.path === path);
      if (file === undefined) {
        throw new Error(
          `${repository} has no ${path} at commit ${commit}.${didYouMean(path, files)}`,
        );
      }
      return fetchFile(
        {
          name: `${repository}/${path}`,
          origin: huggingFaceModel(repository, commit, path),
          page: `${hubEndpoint()}/${repository}`,
          sha256: file.sha256,
          bytes: file.bytes,
        },
        settings,
      );
    },
  };
}

async function keptListing(
  path: string,
  ask: () => Promise<readonly ListedFile[]>,
): Promise<readonly ListedFile[]> {
  // Written by this function alone, and as a whole.
  if (existsSync(path)) return JSON.parse(await readFile(path, 'utf8')) as ListedFile[];
  const listing = await ask();
  await mkdir(dirname(path), { recursive: true });
  await writeAtomically(path, `${JSON.stringify(listing, null, 2)}\n`);
  return listing;
}
