import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { exports as exportedFiles } from 'resolve.exports';

/** What of a package.json says where the package is entered. */
interface Manifest {
  readonly name?: unknown;
  readonly exports?: unknown;
}

/**
 * The folder of the package `name` as a module in `folder` sees it: the package that the module is part of, or one that is
 * installed in a `node_modules` beside or above it. Null when there is none.
 */
export function findPackage(name: string, folder: string): string | null {
  if (manifestIn(folder)?.name === name) return folder;
  const installed = join(folder, 'node_modules', name);
  if (manifestIn(installed) !== null) return installed;
  const above = dirname(resolve(folder));
  return above === resolve(folder) ? null : findPackage(name, above);
}

/**
 * The file that is imported of a package in `folder`: what its `exports` give to `import`, and where it has none its
 * `main`, or `index.js`.
 *
 * @param subpath what follows the package's name, for example `/extra`.
 * Throws when there is no package, it exports no such thing, or the file is not there.
 */
export function entryOfPackage(folder: string, subpath = ''): string {
  const manifest = manifestIn(folder);
  if (manifest === null) throw new Error(`${folder} holds no package.json: name a file instead`);
  const file = manifest.exports ? exportedFile(manifest, folder, subpath) : join(folder, subpath);
  try {
    return createRequire(join(folder, 'package.json')).resolve(file);
  } catch (error) {
    throw new Error(
      `the package in ${folder} has nothing to import at ${file}: build it, or mend its package.json`,
      { cause: error },
    );
  }
}

function exportedFile(manifest: Manifest, folder: string, subpath: string): string {
  try {
    // It gives a list, or throws, where a package has exports.
    const [file = ''] = exportedFiles(manifest, `.${subpath}`) as readonly string[];
    return join(folder, file);
  } catch (error) {
    throw new Error(
      `the package in ${folder} exports nothing to import as ".${subpath}": mend "exports" in its package.json`,
      { cause: error },
    );
  }
}

function manifestIn(folder: string): Manifest | null {
  const file = join(folder, 'package.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Manifest) : null;
}
