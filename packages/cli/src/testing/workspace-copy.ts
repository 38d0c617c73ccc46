import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../../../..');

/**
 * Copies the sources of Waltz into `folder`, where a test may change them, and links what npm installed, except the
 * packages in `without`.
 */
export function copyWorkspace(folder: string, without: readonly string[] = []): void {
  cpSync(join(ROOT, 'package-lock.json'), join(folder, 'package-lock.json'));
  for (const installed of readdirSync(join(ROOT, 'node_modules'))) {
    if (installed.startsWith('.') || ['@waltz', ...without].includes(installed)) continue;
    link(join(ROOT, 'node_modules', installed), join(folder, 'node_modules', installed));
  }
  for (const group of ['packages', 'plugins']) {
    for (const name of readdirSync(join(ROOT, group))) copyPackage(folder, join(group, name));
  }
}

function copyPackage(folder: string, place: string): void {
  const from = join(ROOT, place);
  const to = join(folder, place);
  for (const part of ['package.json', 'bin', 'start', 'src']) {
    if (!existsSync(join(from, part))) continue;
    cpSync(join(from, part), join(to, part), {
      recursive: true,
      filter: (source) => !/\.test\.ts$/.test(basename(source)),
    });
  }
  const nested = join(from, 'node_modules');
  if (existsSync(nested)) link(nested, join(to, 'node_modules'));
  const { name } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')) as {
    readonly name: string;
  };
  link(to, join(folder, 'node_modules', name));
}

function link(to: string, at: string): void {
  mkdirSync(dirname(at), { recursive: true });
  symlinkSync(to, at, 'junction');
}
