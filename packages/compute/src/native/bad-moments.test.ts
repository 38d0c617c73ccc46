import { execFile } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sourceDigest } from './addon-sources.ts';
import { findCompiler } from '../addons/build.ts';

const run = promisify(execFile);

const PACKAGE = fileURLToPath(new URL('../../', import.meta.url));
const MODULES = join(PACKAGE, '../../node_modules');
const COMMAND = 'npm run build:native';

/** Says on a line what `native` and `wasm` answer when they are asked whether they work. */
const PROBE = `
import { nativeBackend, wasmBackend } from './src/backends/backends.ts';
for (const backend of [nativeBackend, wasmBackend]) {
  const { available, reason } = await backend.probe();
  console.log(backend.name + ': ' + available + ', ' + reason);
}
await nativeBackend.activate();
`;

/** A copy of this package, in which an addon may be missing or spoilt. */
let copy: string;
let addon: string;

beforeEach(() => {
  const root = mkdtempSync(join(tmpdir(), 'waltz-bad-moment-'));
  copy = join(root, 'packages/compute');
  for (const name of ['src', 'kernels', 'native', 'package.json']) {
    cpSync(join(PACKAGE, name), join(copy, name), { recursive: true });
  }
  symlinkSync(MODULES, join(root, 'node_modules'));
  writeFileSync(join(copy, 'probe.ts'), PROBE);
  mkdirSync(join(copy, 'dist'));
  addon = join(copy, 'dist/kernels.node');
});

afterEach(() => rmSync(join(copy, '../..'), { recursive: true }));

/** What a script of the copy prints, errors included. */
async function output(script: string, environment: NodeJS.ProcessEnv = {}): Promise<string> {
  try {
    const { stdout } = await run(process.execPath, ['--import', 'tsx', script], {
      cwd: copy,
      env: { ...process.env, ...environment },
    });
    return stdout;
  } catch (error) {
    // What `execFile` throws when a process does not end with 0.
    const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string };
    return stdout + stderr;
  }
}

/** Expects `native` to say why it is not there and how to get it, to refuse to start, and `wasm` to be there. */
async function expectOnlyWasm(why: RegExp): Promise<void> {
  const told = await output('probe.ts');
  const [native = '', wasm = ''] = told.split('\n');
  expect(native).toMatch(/^native: false, /);
  expect(native).toMatch(why);
  expect(native).toContain(`run: ${COMMAND}`);
  expect(wasm).toMatch(/^wasm: true/);
  expect(told).toMatch(new RegExp(`Error: .*${why.source}`));
}

describe('native', () => {
  it('without a compiler: installs nothing, in one line, and says so when it is asked for', async () => {
    const told = await output('src/native/install.ts', { PATH: '', CXX: '' });
    expect(told).toBe(
      'Waltz, native kernels: skipped: no C++ compiler found (c++, g++ or clang++)\n',
    );
    await expectOnlyWasm(/the addon is not built/);
  });

  it('half-built: is not loaded', async ({ skip }) => {
    const built = join(PACKAGE, 'dist/kernels.node');
    try {
      cpSync(built, addon);
    } catch {
      return skip('the addon is not built');
    }
    truncateSync(addon, 60_000);
    await expectOnlyWasm(/the addon is incomplete, or of other sources/);
  });

  it('complete and no library: says what the loader says', async () => {
    writeFileSync(addon, sourceDigest());
    await expectOnlyWasm(/the addon does not load \(.*kernels\.node/);
  });

  it('built for the ABI of another Node.js: says what Node.js says', async ({ skip }) => {
    const compiler = await findCompiler();
    if (compiler === null || process.platform !== 'linux') return skip('needs a compiler on Linux');
    const source = join(copy, 'foreign.c');
    writeFileSync(source, FOREIGN_ADDON);
    await run(compiler, ['-x', 'c', '-shared', '-fPIC', source, '-o', addon]);
    appendFileSync(addon, sourceDigest());
    await expectOnlyWasm(
      /the addon does not load \(.*compiled against a different Node\.js version/,
    );
  });
});

/** An addon as they were before Node-API: it names the one ABI that it was compiled for, here number 1. */
const FOREIGN_ADDON = `
struct module {
  int abi; unsigned flags; void *handle; const char *file;
  void *initialise; void *initialise_context; const char *name; void *data; void *next;
};
extern void node_module_register(void *);
static void initialise(void) {}
static struct module foreign = {1, 0, 0, "foreign.c", initialise, 0, "foreign", 0, 0};
__attribute__((constructor)) static void introduce(void) { node_module_register(&foreign); }
`;
