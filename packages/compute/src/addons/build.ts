import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { BUILD_FOLDER } from './sources.ts';

export const run = promisify(execFile);

/** The first of these programs that is there, or null. */
export async function firstProgram(names: readonly (string | undefined)[]): Promise<string | null> {
  for (const name of names) {
    if (name === undefined || name === '') continue;
    const works = await run(name, ['--version']).then(
      () => true,
      () => false,
    );
    if (works) return name;
  }
  return null;
}

/** The first C++ compiler that is there, or null. `CXX` comes first. */
export function findCompiler(): Promise<string | null> {
  return firstProgram([process.env['CXX'], 'c++', 'g++', 'clang++']);
}

/** Where the headers of Node-API lie. */
export function nodeHeaders(): string {
  return join(dirname(createRequire(import.meta.url).resolve('node-api-headers')), 'include');
}

/** Options that make a library of Node.js: it holds the functions of Node-API itself, which macOS wants to be told. */
export const LINKING: readonly string[] = [
  '-shared',
  ...(process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : []),
];

/**
 * Makes `file` of what `make` leaves at the path that it is given. A build that fails or is interrupted leaves the one
 * before as it was.
 */
export async function buildFile(
  file: string,
  make: (built: string, folder: string) => Promise<unknown>,
): Promise<void> {
  await mkdir(BUILD_FOLDER, { recursive: true });
  const folder = await mkdtemp(join(BUILD_FOLDER, 'build-'));
  try {
    const built = join(folder, 'built');
    await make(built, folder);
    await rename(built, file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
