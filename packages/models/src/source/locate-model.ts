import { messageOf } from '@waltz/core';
import { existsSync } from 'node:fs';
import type { RunContext } from '@waltz/core';
import { findCommit, openSnapshot, parseModelReference, type Snapshot } from '@waltz/hub';

/** Fetches what is needed of a model that is a folder. */
export type FetchParts = (snapshot: Snapshot) => Promise<void>;

/**
 * The path of a model's folder or file on this machine: `model` itself where there is such a path, or where it names no
 * model of the Hugging Face hub; else what was fetched, at the commit that the run has taken before.
 * Throws when there is neither such a path nor such a model, and when what is needed cannot be fetched.
 */
export async function locateModel(
  model: string,
  fetchParts: FetchParts,
  { notice, revisions }: Pick<RunContext, 'notice' | 'revisions'>,
): Promise<string> {
  const reference = existsSync(model) ? null : parseModelReference(model);
  if (reference === null) return model;
  const { repository, revision, file } = reference;
  const find = (): Promise<string> => findCommit(reference, { notice });
  try {
    const name = `${repository}@${revision}`;
    const commit = revisions === undefined ? await find() : await revisions.pin(name, find);
    const snapshot = await openSnapshot(repository, commit, { notice });
    if (file !== null) return await snapshot.fetch(file);
    await fetchParts(snapshot);
    return snapshot.folder;
  } catch (error) {
    const reason = messageOf(error);
    const sentence = /[.?]$/u.test(reason) ? reason : `${reason}.`;
    throw new Error(
      `there is no path ${model} (seen from ${process.cwd()}), so it was taken for a model of the hub. ${sentence} ` +
        'Or give the path of its folder or GGUF file',
      { cause: error },
    );
  }
}
