import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The root of this checkout. */
export const REPOSITORY = join(import.meta.dirname, '..', '..', '..', '..');

/** Files of the checkout as they lie there now, without those that git ignores. */
export function sourceFiles(): readonly string[] {
  return git('ls-files', '-z', '--cached', '--others', '--exclude-standard')
    .split('\0')
    .filter((file) => file !== '' && existsSync(join(REPOSITORY, file)));
}

/** The commit, with a mark where files differ from it. */
export function commit(): string {
  return git('describe', '--always', '--dirty', '--match', '').trim();
}

function git(...words: readonly string[]): string {
  return execFileSync('git', words, { cwd: REPOSITORY, encoding: 'utf8', maxBuffer: 2 ** 27 });
}
