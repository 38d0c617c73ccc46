import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { installedPlugins } from './installed-plugins.ts';
import { TINY_WORLD } from './testing/waltz-process.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the plugins that are installed', () => {
  it.each([
    ['those that experiments/package.json depends on', join(import.meta.dirname, '../../..'), true],
    ['none where there is no such file', TINY_WORLD, false],
  ])('are %s', (_, folder, areThere) => {
    // The file is looked for in the working directory; a worker thread of vitest may not change it.
    vi.spyOn(process, 'cwd').mockReturnValue(folder);
    expect(installedPlugins().includes('@waltz/safety-world')).toBe(areThere);
    expect(installedPlugins()).not.toContain('@waltz/cli');
  });
});
