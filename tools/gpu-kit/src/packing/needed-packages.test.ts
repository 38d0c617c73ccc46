import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { neededPackages } from './needed-packages.ts';

let root = '';
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'waltz-needed-packages-'))));
afterEach(() => rmSync(root, { recursive: true }));

function install(folder: string, manifest: object): void {
  mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, folder, 'package.json'), JSON.stringify(manifest));
}

it('follows dependencies to the end, and leaves out what nobody asks for', () => {
  install('node_modules/a', { dependencies: { b: '1' }, devDependencies: { unasked: '1' } });
  install('node_modules/b', { dependencies: { '@scope/c': '1' } });
  install('node_modules/@scope/c', { dependencies: { a: '1' } });
  install('node_modules/unasked', {});
  expect(neededPackages(root, ['a'])).toEqual([
    'node_modules/@scope/c',
    'node_modules/a',
    'node_modules/b',
  ]);
});

it('takes the copy that stands nearest to whom imports it', () => {
  install('node_modules/a', { dependencies: { b: '2' } });
  install('node_modules/a/node_modules/b', { dependencies: { c: '1' } });
  install('node_modules/b', {});
  install('node_modules/c', {});
  expect(neededPackages(root, ['a'])).toEqual([
    'node_modules/a',
    'node_modules/a/node_modules/b',
    'node_modules/c',
  ]);
});

it('follows links to packages of the workspace, and leaves a copy of their own where it lies', () => {
  install('packages/own', { dependencies: { b: '2', c: '1' } });
  install('packages/own/node_modules/b', {});
  install('node_modules/b', {});
  install('node_modules/c', { dependencies: { b: '1' } });
  symlinkSync('../packages/own', join(root, 'node_modules/own'));
  expect(neededPackages(root, ['own'])).toEqual([
    'node_modules/b',
    'node_modules/c',
    'packages/own/node_modules/b',
  ]);
});

it('takes optional packages that are installed, which npm lists among the dependencies too', () => {
  const optional = { 'linux-x64': '1', 'win32-x64': '1' };
  install('node_modules/a', { dependencies: optional, optionalDependencies: optional });
  install('node_modules/linux-x64', {});
  expect(neededPackages(root, ['a'])).toEqual(['node_modules/a', 'node_modules/linux-x64']);
});

it('says who needs a package that is not installed', () => {
  install('node_modules/a', { dependencies: { b: '1' } });
  expect(() => neededPackages(root, ['a'])).toThrow(
    'node_modules/a needs b, which is not installed: npm ci',
  );
});
