import { messageOf } from '../run/message-of.ts';
import { existsSync, statSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from './define-plugin.ts';
import { entryOfPackage, findPackage } from './find-package.ts';
import { importModule } from './import-module.ts';

/**
 * Loads the plugin that an experiment names: a package that is installed where the experiment lies, or a path
 * to a file or a package folder, relative to the experiment.
 * Throws, with what was sought where, when it is not there, cannot be loaded or is no plugin.
 */
export async function loadPlugin(specifier: string, folder: string): Promise<Plugin> {
  const file = resolvePlugin(specifier, folder);
  const module = await importPlugin(pathToFileURL(file).href, specifier);
  const plugin =
    typeof module === 'object' && module !== null && 'default' in module ? module.default : null;
  if (isPlugin(plugin)) return plugin;
  throw new Error(
    `"${specifier}" is no plugin: its default export must come from definePlugin({ … })`,
  );
}

async function importPlugin(url: string, specifier: string): Promise<unknown> {
  try {
    return await importModule(url);
  } catch (error) {
    const reason = messageOf(error);
    throw new Error(`the plugin "${specifier}" cannot be loaded: ${reason}`, { cause: error });
  }
}

function isPlugin(value: unknown): value is Plugin {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    typeof value.name === 'string' &&
    'components' in value &&
    Array.isArray(value.components)
  );
}

/** The file to import. */
function resolvePlugin(specifier: string, folder: string): string {
  if (specifier.startsWith('.') || isAbsolute(specifier)) {
    const path = resolve(folder, specifier);
    if (!existsSync(path)) throw new Error(`there is no plugin at ${path} ("${specifier}")`);
    return statSync(path).isDirectory() ? entryOfPackage(path) : path;
  }
  const name = /^(?:@[^/]+\/)?[^/]*/u.exec(specifier)?.[0] ?? specifier;
  const found = findPackage(name, folder);
  if (found !== null) return entryOfPackage(found, specifier.slice(name.length));
  throw new Error(
    `there is no package "${specifier}" where ${folder} could see it: ` +
      'install it with npm there or in a folder above, or write a path that starts with ./',
  );
}
