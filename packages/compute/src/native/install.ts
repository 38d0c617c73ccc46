/**
 * Builds the addon when npm installs Waltz, and with `npm run build:native`. It never fails an installation: without the
 * addon, everything runs on WebAssembly.
 */
import { nativeKernels } from './addon.ts';
import { findCompiler } from '../addons/build.ts';
import { compileAddon } from './compile-addon.ts';

const { stdout } = process;

/** What came of it, in a line. */
async function install(): Promise<string> {
  try {
    return `ready (${nativeKernels().variant})`;
  } catch {
    // Not there, or of other sources: build it.
  }
  if (process.platform === 'win32') return 'skipped: not built on Windows yet';
  const compiler = await findCompiler();
  if (compiler === null) return 'skipped: no C++ compiler found (c++, g++ or clang++)';
  await compileAddon(compiler);
  return `built with ${compiler} (${nativeKernels().variant})`;
}

try {
  stdout.write(`Waltz, native kernels: ${await install()}\n`);
} catch (error) {
  const [why = ''] = String(error instanceof Error ? error.message : error).split('\n');
  stdout.write(`Waltz, native kernels: skipped, for they did not build: ${why}\n`);
}
