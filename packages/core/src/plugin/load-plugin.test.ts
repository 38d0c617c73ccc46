import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith } from '../testing/temporary-folder.ts';
import { loadPlugin } from './load-plugin.ts';

const source = (name: string) =>
  `export default { name: '${name}', summary: '', components: [] };\n`;
const manifest = (fields: object) => JSON.stringify({ type: 'module', ...fields });

describe('loadPlugin', () => {
  it.each([
    ['a file', './mine.mjs'],
    ['a package folder that exports a file', './package'],
    ['a package folder that exports paths', './paths'],
    ['a package folder that exports to import alone', './import-only'],
    ['a package folder with main', './main'],
    ['a package folder with an index', './index'],
    ['a package that is installed', 'installed'],
    ['a package that is installed and exports to import alone', '@lab/import-only'],
    ['a part of a package', '@lab/import-only/part'],
    ['the package that the experiment is part of', '@lab/self'],
  ])('loads %s', async (_, specifier) => {
    const folder = folderWith({
      'mine.mjs': source('./mine.mjs'),
      'package/package.json': manifest({ exports: './entry.js' }),
      'package/entry.js': source('./package'),
      'paths/package.json': manifest({ exports: { '.': './entry.js' } }),
      'paths/entry.js': source('./paths'),
      'import-only/package.json': manifest({
        exports: { require: './no.cjs', import: './entry.js' },
      }),
      'import-only/entry.js': source('./import-only'),
      'main/package.json': manifest({ main: 'entry.js' }),
      'main/entry.js': source('./main'),
      'index/package.json': manifest({}),
      'index/index.js': source('./index'),
      'node_modules/installed/package.json': manifest({ name: 'installed', exports: './index.js' }),
      'node_modules/installed/index.js': source('installed'),
      'node_modules/@lab/import-only/package.json': manifest({
        exports: { '.': { import: './entry.js' }, './part': { import: './part.js' } },
      }),
      'node_modules/@lab/import-only/entry.js': source('@lab/import-only'),
      'node_modules/@lab/import-only/part.js': source('@lab/import-only/part'),
      'package.json': manifest({ name: '@lab/self', exports: './self.js' }),
      'self.js': source('@lab/self'),
      'experiments/one.yaml': '',
    });
    const from = specifier.startsWith('.') ? folder : join(folder, 'experiments');
    expect((await loadPlugin(specifier, from)).name).toBe(specifier);
  });

  it.each([
    ['@nobody/nothing', 'there is no package "@nobody/nothing"'],
    ['./gone.mjs', 'there is no plugin at'],
    ['./folder', 'holds no package.json'],
    ['./no-plugin.mjs', 'is no plugin: its default export must come from definePlugin'],
    ['./nothing.mjs', 'is no plugin'],
    ['./throws.mjs', 'the plugin "./throws.mjs" cannot be loaded: out of order'],
    ['unbuilt', 'has nothing to import at'],
    ['require-only', 'exports nothing to import as ".": mend "exports" in its package.json'],
    ['unbuilt/part', 'exports nothing to import as "./part"'],
  ])('explains why %s cannot be loaded', async (specifier, message) => {
    const folder = folderWith({
      'folder/readme': '',
      'no-plugin.mjs': 'export default 3;',
      'nothing.mjs': '',
      'throws.mjs': "throw new Error('out of order');",
      'node_modules/unbuilt/package.json': manifest({ exports: './dist/index.js' }),
      'node_modules/require-only/package.json': manifest({ exports: { require: './index.cjs' } }),
      'node_modules/require-only/index.cjs': '',
    });
    await expect(loadPlugin(specifier, folder)).rejects.toThrow(message);
  });

  it('takes absolute paths', async () => {
    const folder = folderWith({ 'mine.mjs': source('mine') });
    expect((await loadPlugin(join(folder, 'mine.mjs'), '/')).name).toBe('mine');
  });
});
