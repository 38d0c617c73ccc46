import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeAtomically } from '@waltz/core';
import { repositoryCache } from './cache.ts';
import type { FetchSettings } from './fetch-file.ts';
import { commitAt } from './hub-listing.ts';
import type { ModelReference } from './model-reference.ts';
import { Unreachable } from './request.ts';

/** A commit's full name, which never means anything else. */
const COMMIT = /^[0-9a-f]{40}$/u;

/**
 * The commit that a model's revision is at, and without a network the one that it was at when it was last asked for on this
 * machine. Throws when there is no such model or revision, and when nobody can be asked and nobody was.
 */
export async function findCommit(
  { repository, revision }: Pick<ModelReference, 'repository' | 'revision'>,
  { notice, pauses }: FetchSettings,
): Promise<string> {
  if (COMMIT.test(revision)) return revision;
  const cache = repositoryCache({ host: 'hugging-face', kind: 'model', repository });
  const known = join(cache, 'revisions', encodeURIComponent(revision));
  try {
    const commit = await commitAt(repository, revision, pauses);
    await mkdir(dirname(known), { recursive: true });
    await writeAtomically(known, `${commit}\n`);
    return commit;
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    if (!existsSync(known)) throw new Unreachable(`${error.message} ${cache} does not hold it`);
    const commit = (await readFile(known, 'utf8')).trim();
    notice(
      `${error.message} ${repository} is taken as it was when ${revision} was last seen: ${commit}`,
    );
    return commit;
  }
}
