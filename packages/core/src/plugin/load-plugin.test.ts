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
    ['a package folder with conditions', './conditions'],
    ['a package folder with main', './main'],
    ['a package that is installed', 'installed'],
  ])('loads %s', async (_, specifier) => {
    const folder = folderWith({
      'mine.mjs': source('./mine.mjs'),
      'package/package.json': manifest({ exports: './entry.js' }),
      'package/entry.js': source('./package'),
      'conditions/package.json': manifest({ exports: { '.': './entry.js' } }),
      'conditions/entry.js': source('./conditions'),
      'main/package.json': manifest({ main: 'entry.js' }),
      'main/entry.js': source('./main'),
      'node_modules/installed/package.json': manifest({ name: 'installed', exports: './index.js' }),
      'node_modules/installed/index.js': source('installed'),
    });
    expect((await loadPlugin(specifier, folder)).name).toBe(specifier);
  });

  it.each([
    ['@nobody/nothing', 'there is no package "@nobody/nothing"'],
    ['./gone.mjs', 'there is no plugin at'],
    ['./folder', 'holds no package.json'],
    ['./no-plugin.mjs', 'is no plugin: its default export must come from definePlugin'],
    ['./nothing.mjs', 'is no plugin'],
    ['./throws.mjs', 'the plugin "./throws.mjs" cannot be loaded: out of order'],
  ])('explains why %s cannot be loaded', async (specifier, message) => {
    const folder = folderWith({
      'folder/readme': '',
      'no-plugin.mjs': 'export default 3;',
      'nothing.mjs': '',
      'throws.mjs': "throw new Error('out of order');",
    });
    await expect(loadPlugin(specifier, folder)).rejects.toThrow(message);
  });

  it('takes absolute paths', async () => {
    const folder = folderWith({ 'mine.mjs': source('mine') });
    expect((await loadPlugin(join(folder, 'mine.mjs'), '/')).name).toBe('mine');
  });
});
