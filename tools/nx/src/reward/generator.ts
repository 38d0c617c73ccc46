import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import {
  formatFiles,
  generateFiles,
  names,
  updateJson,
  type GeneratorCallback,
  type Tree,
} from '@nx/devkit';

interface PackageJson {
  readonly dependencies?: Readonly<Record<string, string>>;
}

/**
 * Makes `plugins/reward-<name>`, a plugin with one reward, and makes it known to the experiments.
 * Throws when that folder exists.
 */
export default async function reward(
  tree: Tree,
  { name }: { readonly name: string },
): Promise<GeneratorCallback> {
  const folder = `plugins/reward-${name}`;
  if (tree.exists(folder)) {
    throw new Error(`${folder} exists already: choose another name, or remove the folder first`);
  }
  generateFiles(tree, join(__dirname, 'files'), folder, {
    name,
    functionName: names(name).propertyName,
  });
  updateJson<PackageJson>(tree, 'experiments/package.json', (json) => ({
    ...json,
    dependencies: sorted({ ...json.dependencies, [`@waltz/reward-${name}`]: '0.1.0' }),
  }));
  await formatFiles(tree);
  return () => {
    // Links the package and records it in package-lock.json. All that it depends on is installed: no network is needed.
    execFileSync('npm', ['install', '--offline', '--loglevel=error'], {
      cwd: tree.root,
      stdio: 'inherit',
    });
  };
}

function sorted(dependencies: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(dependencies).sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}
