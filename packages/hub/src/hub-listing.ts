import { didYouMean } from '@waltz/core';
import { hubEndpoint } from './origin.ts';
import { PassingFailure, withPatience } from './patience.ts';
import { Absent, hubToken, reasonOf, request, Unreachable } from './request.ts';

/** A file of a repository, as the hub lists it. */
export interface ListedFile {
  readonly path: string;
  readonly bytes: number;
  /** Of files that lie in large file storage, as weights do. */
  readonly sha256?: string;
}

/** Milliseconds before each further try; what is usual where it is left out. */
type Pauses = readonly number[] | undefined;

/** How many models of an owner are looked through for one that was meant. */
const NEIGHBOURS = 200;

/** The commit that `revision` of a model is at. Throws what `request` throws; when there is no such model, with one of a similar name. */
export async function commitAt(
  repository: string,
  revision: string,
  pauses: Pauses,
): Promise<string> {
  const { modelInfo } = await import('@huggingface/hub');
  const hub = hubOf(repository, `there is no model ${repository} with a revision ${revision}`);
  try {
    const info = await asking(
      () => modelInfo({ ...hub, name: repository, revision, additionalFields: ['sha'] }),
      pauses,
    );
    return info.sha;
  } catch (error) {
    if (!(error instanceof Absent)) throw error;
    throw new Absent(`${error.message}.${await neighbourOf(repository)}`, { cause: error });
  }
}

/** All files of a model at a commit. */
export async function filesAt(
  repository: string,
  commit: string,
  pauses: Pauses,
): Promise<readonly ListedFile[]> {
  const { listFiles } = await import('@huggingface/hub');
  const hub = hubOf(repository, `${repository} has no commit ${commit}`);
  const repo = { type: 'model' as const, name: repository };
  return asking(async () => {
    const files: ListedFile[] = [];
    for await (const entry of listFiles({ ...hub, repo, revision: commit, recursive: true })) {
      if (entry.type !== 'file') continue;
      const { path, size: bytes, lfs } = entry;
      files.push({ path, bytes, ...(lfs && { sha256: lfs.oid }) });
    }
    return files;
  }, pauses);
}

/** The hub as its library is told of it, with our requests: they say what is wrong, and what to do. */
function hubOf(repository: string, absent: string) {
  const page = `${hubEndpoint()}/${repository}`;
  return {
    hubUrl: hubEndpoint(),
    fetch: (asked: string | URL | Request) => {
      const url = asked instanceof Request ? asked.url : String(asked);
      // Further pages of a list are where the hub says that they are.
      const token = url.startsWith(`${hubEndpoint()}/`) ? hubToken() : undefined;
      return request({ url, token, page, absent });
    },
  };
}

async function asking<T>(ask: () => Promise<T>, pauses: Pauses): Promise<T> {
  return withPatience(async () => {
    try {
      return await ask();
    } catch (error) {
      // An answer that breaks off.
      if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
      throw new PassingFailure(
        `the answer of ${hubEndpoint()} broke off (${reasonOf(error)}): try later`,
      );
    }
  }, pauses);
}

async function neighbourOf(repository: string): Promise<string> {
  const { listModels } = await import('@huggingface/hub');
  const [owner = ''] = repository.split('/');
  const names: string[] = [];
  try {
    const search = { owner };
    for await (const { name } of listModels({
      ...hubOf(repository, ''),
      search,
      limit: NEIGHBOURS,
    }))
      names.push(name);
  } catch (error) {
    // A hint that cannot be given is no second failure.
    if (error instanceof Unreachable || error instanceof Absent) return '';
    throw error;
  }
  return didYouMean(
    repository,
    names.filter((name) => name !== repository),
  );
}
