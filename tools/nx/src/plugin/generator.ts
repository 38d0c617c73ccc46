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

interface PluginOptions {
  /** What an experiment writes as `type:`. */
  readonly name: string;
}

interface PackageJson {
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** `nx g @waltz/nx:<kind> <name>`: the kinds, each of which has its templates in `files/<kind>`. */
export const reward = pluginOf('reward');
export const judge = pluginOf('judge');
export const algorithm = pluginOf('algorithm');
export const dataset = pluginOf('dataset');
export const agent = pluginOf('agent');
export const protocol = pluginOf('protocol');

/**
 * Makes `plugins/<kind>-<name>`, a plugin with one component, and makes it known to the experiments.
 * Throws when that folder exists.
 */
function pluginOf(kind: string) {
  return async (tree: Tree, { name }: PluginOptions): Promise<GeneratorCallback> => {
    const folder = `plugins/${kind}-${name}`;
    if (tree.exists(folder)) {
      throw new Error(`${folder} exists already: choose another name, or remove the folder first`);
    }
    const packageName = `@waltz/${kind}-${name}`;
    for (const files of ['shared', kind]) {
      generateFiles(tree, join(__dirname, 'files', files), folder, {
        name,
        packageName,
        functionName: names(name).propertyName,
      });
    }
    updateJson<PackageJson>(tree, 'experiments/package.json', (json) => ({
      ...json,
      dependencies: sorted({ ...json.dependencies, [packageName]: '0.1.0' }),
    }));
    await formatFiles(tree);
    return () => {
      // Links the package and records it in package-lock.json. All that it depends on is installed: no network is needed.
      execFileSync('npm', ['install', '--offline', '--loglevel=error'], {
        cwd: tree.root,
        stdio: 'inherit',
      });
    };
  };
}

function sorted(dependencies: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(dependencies).sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}
