import { messageOf } from '@waltz/core';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { addOnFolder } from '../backends/add-ons.ts';

const VERSION = '0.6.2';

/** Every program here writes what its lanes share before it reads that; to compile zeros takes SwiftShader seconds. */
const FLAGS = ['enable-dawn-features=disable_workgroup_init'];

/** What the package `webgpu` is: Dawn, the WebGPU of Chromium, for Node.js. */
interface Dawn {
  readonly create: (flags: readonly string[]) => GPU;
  /** The classes and constants that browsers have as globals. */
  readonly globals: Readonly<Record<string, unknown>>;
}

let opened: { readonly gpu: GPU; readonly globals: Dawn['globals'] } | null = null;

/** WebGPU of this process, opened once. Throws why it is not there, and the command that gets it. */
export async function openDawn(): Promise<NonNullable<typeof opened>> {
  if (opened !== null) return opened;
  const entry = join(dawnFolder(), 'node_modules', 'webgpu', 'index.js');
  if (!existsSync(entry)) {
    throw new Error('it is not installed; get it with: npx waltz doctor --install webgpu');
  }
  const { create, globals } = await loadDawn(entry);
  opened = { gpu: create(FLAGS), globals };
  return opened;
}

/** Fetches Dawn from npm: 51 MB, with binaries for every platform. Throws what npm says when it fails. */
export async function installDawn(tell: (line: string) => void): Promise<void> {
  const folder = dawnFolder();
  tell(`fetching webgpu ${VERSION} (51 MB) into ${folder}`);
  await mkdir(folder, { recursive: true });
  const options = ['--no-audit', '--no-fund', '--save-exact', '--loglevel=error'];
  await promisify(execFile)(
    'npm',
    ['install', `--prefix=${folder}`, ...options, `webgpu@${VERSION}`],
    { shell: process.platform === 'win32' },
  );
}

/** Where it lies, with its version. */
export function dawnFolder(): string {
  return addOnFolder(`webgpu-${VERSION}`);
}

async function loadDawn(entry: string): Promise<Dawn> {
  try {
    return (await import(pathToFileURL(entry).href)) as Dawn;
  } catch (error) {
    const reason = messageOf(error);
    throw new Error(
      `webgpu ${VERSION} does not load on ${process.platform} ${process.arch}: ${reason}`,
      { cause: error },
    );
  }
}
