import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from './define-plugin.ts';

/**
 * Loads the plugin that an experiment names: a package that is installed where the experiment lies, or a path
 * to a file or a package folder, relative to the experiment.
 * Throws, with what was sought where, when it is not there, cannot be loaded or is no plugin.
 */
export async function loadPlugin(specifier: string, folder: string): Promise<Plugin> {
  const url = resolvePlugin(specifier, folder);
  const module = await importModule(url, specifier);
  const plugin =
    typeof module === 'object' && module !== null && 'default' in module ? module.default : null;
  if (isPlugin(plugin)) return plugin;
  throw new Error(
    `"${specifier}" is no plugin: its default export must come from definePlugin({ … })`,
  );
}

async function importModule(url: string, specifier: string): Promise<unknown> {
  try {
    return await import(url);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
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

function resolvePlugin(specifier: string, folder: string): string {
  if (specifier.startsWith('.') || isAbsolute(specifier)) {
    const path = resolve(folder, specifier);
    if (!existsSync(path)) throw new Error(`there is no plugin at ${path} ("${specifier}")`);
    return pathToFileURL(statSync(path).isDirectory() ? entryOfPackage(path) : path).href;
  }
  try {
    return pathToFileURL(createRequire(join(folder, 'package.json')).resolve(specifier)).href;
  } catch (error) {
    throw new Error(
      `there is no package "${specifier}" where ${folder} could see it: ` +
        'install it with npm, or write a path that starts with ./',
      { cause: error },
    );
  }
}

/** The file that a package folder exports: `exports` as text or under `.`, else `main`, else `index.js`. */
function entryOfPackage(folder: string): string {
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest))
    throw new Error(`${folder} holds no package.json: name a file instead`);
  const { exports, main }: { exports?: unknown; main?: unknown } = JSON.parse(
    readFileSync(manifest, 'utf8'),
  ) as object;
  const root =
    typeof exports === 'object' && exports !== null && '.' in exports ? exports['.'] : exports;
  const entry = [root, main].find((candidate) => typeof candidate === 'string');
  return join(folder, entry ?? 'index.js');
}
