import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tryPackage } from './try-package.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waltz-package-'));
  await mkdir(join(folder, 'dist'));
  await writeFile(join(folder, 'dist/register_all_kernels.js'), '');
});

afterEach(() => rm(folder, { recursive: true }));

/** Tries a package whose addon is this script. */
async function trying(addon: string) {
  const path = join(folder, 'addon.cjs');
  await writeFile(path, addon);
  return tryPackage({ folder, addon: path });
}

it('tells the version, whether there is a card, and the log', async () => {
  const addon = `console.error('a line of the log');
    module.exports = { TF_Version: '2.16.2', isUsingGpuDevice: () => false };`;
  const report = await trying(addon);
  expect(report).toEqual({ version: '2.16.2', gpu: false, log: 'a line of the log\n' });
});

it.each([
  ['throw new Error("libtensorflow_cc.so.2: no such file")', /\(libtensorflow_cc.so.2: no such/],
  ['process.kill(process.pid, "SIGILL")', /lacks instructions that it is built for/],
  ['console.error("F check failed"); process.abort()', /SIGABRT/],
])('outlives an addon that fails: %s', async (addon, why) => {
  await expect(trying(addon)).rejects.toThrow(why);
});
