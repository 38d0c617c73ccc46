import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { TensorFlowPackage } from './find-package.ts';
import { libraryEnvironment } from './library-environment.ts';

const run = promisify(execFile);

/** Long enough for the first use of a card on a slow disk. */
const TIMEOUT_MS = 60_000;

const SCRIPT = `const [folder, path] = process.argv.slice(1);
const addon = require(path);
require(folder + '/dist/register_all_kernels');
process.stdout.write(JSON.stringify({ version: addon.TF_Version, gpu: addon.isUsingGpuDevice() }));`;

/** What a package says of itself once it is loaded. */
export interface PackageReport {
  /** Version of libtensorflow. */
  readonly version: string;
  /** Whether it found a card that it can use. */
  readonly gpu: boolean;
  /** What libtensorflow logged: it says there why it uses no card. */
  readonly log: string;
}

/**
 * Loads a package and its addon in a process of its own: a library that is half there, or built for another processor, can take its
 * process down with it, and its log stays off the terminal. Throws why it does not load.
 */
export async function tryPackage({ folder, addon }: TensorFlowPackage): Promise<PackageReport> {
  try {
    const { stdout, stderr } = await run(process.execPath, ['-e', SCRIPT, folder, addon], {
      env: { ...libraryEnvironment(), TF_CPP_MIN_LOG_LEVEL: '0', NODE_OPTIONS: '' },
      timeout: TIMEOUT_MS,
    });
    return { ...(JSON.parse(stdout) as Omit<PackageReport, 'log'>), log: stderr };
  } catch (error) {
    throw new Error(`TensorFlow does not load (${whyNot(error)})`, { cause: error });
  }
}

function whyNot(error: unknown): string {
  const { killed, signal, stderr } = error as {
    readonly killed?: boolean;
    readonly signal?: string | null;
    readonly stderr?: string;
  };
  if (killed === true) return `it took more than ${TIMEOUT_MS / 1000} s`;
  if (signal === 'SIGILL') return 'this processor lacks instructions that it is built for';
  const lines = (stderr ?? '').split('\n');
  const [told] = /(?<=^Error: ).*/m.exec(stderr ?? '') ?? [];
  return told ?? ((signal ?? null) === null ? String(error) : `${signal}: ${lines.at(-2) ?? ''}`);
}
