import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join, relative } from 'node:path';

/** What a `package.json` says that a package cannot do without, or does not need to be told twice. */
interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/**
 * Folders of the installed packages, from `root`, that the packages `names` import, directly or through others: what npm
 * calls dependencies, and optional ones that are installed, which are those of this platform. Packages of a workspace are
 * left out, for their sources are its own, and what lies in them stays there. Throws when one that is not optional is not
 * installed.
 */
export function neededPackages(root: string, names: readonly string[]): readonly string[] {
  const found = new Set<string>();
  const visit = (name: string, importer: string, isOptional: boolean): void => {
    const folder = installedFolder(root, name, importer);
    if (folder === null) {
      if (isOptional) return;
      throw new Error(`${importer || root} needs ${name}, which is not installed: npm ci`);
    }
    if (found.has(folder)) return;
    found.add(folder);
    const { dependencies, optionalDependencies } = manifestIn(join(root, folder));
    const optional = Object.keys(optionalDependencies ?? {});
    for (const other of optional) visit(other, folder, true);
    for (const other of Object.keys(dependencies ?? {})) {
      if (!optional.includes(other)) visit(other, folder, false);
    }
  };
  for (const name of names) visit(name, '', false);
  return [...found].filter((folder) => folder.includes('node_modules')).sort();
}

/** The dependencies of the package in a folder. */
export function dependenciesOf(folder: string): readonly string[] {
  return Object.keys(manifestIn(folder).dependencies ?? {});
}

/**
 * Where Node.js would find `name` for a package in `importer`: in a `node_modules` of its own, or of a folder above. A
 * link to a package of the workspace is followed, as Node.js follows it.
 */
function installedFolder(root: string, name: string, importer: string): string | null {
  const steps = importer === '' ? [] : importer.split('/');
  for (let length = steps.length; length >= 0; length--) {
    if (steps[length - 1] === 'node_modules') continue;
    const folder = [...steps.slice(0, length), 'node_modules', name].join('/');
    if (existsSync(join(root, folder, 'package.json'))) {
      return relative(realpathSync(root), realpathSync(join(root, folder)));
    }
  }
  return null;
}

function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}
