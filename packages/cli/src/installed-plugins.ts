import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const MANIFEST = 'experiments/package.json';

/**
 * The plugin packages that experiments here may name, the built-in ones apart: what `experiments/package.json` depends
 * on, except the command itself. The generator adds new ones there. None where there is no such file.
 */
export function installedPlugins(): readonly string[] {
  const path = resolve(process.cwd(), MANIFEST);
  if (!existsSync(path)) return [];
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as {
    readonly dependencies?: Readonly<Record<string, string>>;
  };
  return Object.keys(manifest.dependencies ?? {}).filter((name) => name !== '@waltz/cli');
}
