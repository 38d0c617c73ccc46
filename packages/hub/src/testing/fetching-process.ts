// Fetches one file of a model: `REPOSITORY PATH`. A test kills it on the way.
import { findCommit } from '../find-commit.ts';
import { openSnapshot } from '../snapshot.ts';

const [repository = '', path = ''] = process.argv.slice(2);
const settings = { notice: (line: string) => process.stdout.write(`${line}\n`), pauses: [] };
const commit = await findCommit({ repository, revision: 'main' }, settings);
await (await openSnapshot(repository, commit, settings)).fetch(path);
