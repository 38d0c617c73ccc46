import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { nativeKernels } from '../addon.ts';
import { findCompiler } from '../../addons/build.ts';
import { compileAddon, SANITISED } from '../compile-addon.ts';
import { kernelCalls } from './kernel-calls.ts';

const run = promisify(execFile);

const FUZZ = fileURLToPath(new URL('fuzz.ts', import.meta.url));

/** `FUZZ_ROUNDS=5000 FUZZ_SEED=7 npx vitest run fuzz` looks longer, and elsewhere. */
const { FUZZ_ROUNDS = '60', FUZZ_SEED = '1' } = process.env;

/** The library that a process must load first for a sanitised addon to work in it, or null where there is none. */
async function sanitiserLibrary(compiler: string): Promise<string | null> {
  const { stdout } = await run(compiler, ['-print-file-name=libasan.so']);
  // A compiler without it gives back the bare name; a linker script is no library.
  const path = stdout.trim();
  return path.startsWith('/') && readFileSync(path).subarray(1, 4).toString() === 'ELF'
    ? path
    : null;
}

describe('the sanitised addon', () => {
  it('survives whatever shapes, views, types and indices its kernels are called with', async ({
    skip,
  }) => {
    const compiler = await findCompiler();
    if (compiler === null || process.platform !== 'linux') return skip('needs a compiler on Linux');
    const library = await sanitiserLibrary(compiler);
    if (library === null) return skip(`${compiler} has no libasan`);
    await compileAddon(compiler, SANITISED);
    const { stdout } = await run(
      process.execPath,
      ['--import', 'tsx', FUZZ, SANITISED.file, FUZZ_SEED, FUZZ_ROUNDS],
      // Node.js itself frees little before it ends.
      { env: { ...process.env, LD_PRELOAD: library, ASAN_OPTIONS: 'detect_leaks=0' } },
    );
    expect(stdout).toMatch(/^\d+ calls, \d+ refused, kinds: portable/);
  }, 600_000);

  it('is called through every kernel that there is', ({ skip }) => {
    const { kernels } = whatLoads() ?? skip('the addon is not built');
    expect(Object.keys(kernelCalls).sort()).toEqual(Object.keys(kernels).sort());
  });
});

function whatLoads() {
  try {
    return nativeKernels();
  } catch {
    return null;
  }
}
