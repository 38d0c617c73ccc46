import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { didYouMean, yamlNames } from '@waltz/core';
import { UsageError } from './exit-code.ts';

const EXPERIMENTS = 'experiments';

/**
 * The file of an experiment that is given as a path, or by its name in `experiments/`.
 * Throws a `UsageError` with what is there when there is no such file.
 */
export function experimentFile(given: string): string {
  const candidates = [
    given,
    `${given}.yaml`,
    join(EXPERIMENTS, given),
    join(EXPERIMENTS, `${given}.yaml`),
  ];
  const found = candidates.find((path) => path.endsWith('.yaml') && existsSync(path));
  if (found !== undefined) return resolve(found);

  const folder = [dirname(given), EXPERIMENTS].find((path) => visibleNames(path).length > 0);
  const names = folder === undefined ? [] : visibleNames(folder);
  const known =
    folder === undefined
      ? `there is no folder ${EXPERIMENTS}/ here: run waltz where it lies`
      : `${relative('.', folder) || '.'}/ has: ${names.join(', ')}`;
  const near = didYouMean(basename(given, '.yaml'), names);
  throw new UsageError(`there is no experiment "${given}"; ${known}.${near}`);
}

/** A leading `_` marks a file that others build on. */
function visibleNames(folder: string): readonly string[] {
  return yamlNames(folder).filter((name) => !name.startsWith('_'));
}
