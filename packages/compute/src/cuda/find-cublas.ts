import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Versions of cuBLAS whose functions are those that we call, the newest first. */
const NAMES = ['libcublas.so.13', 'libcublas.so.12'];

/** Where NVIDIA's own installation and its Python packages put libraries, within the folder that they are put in. */
const TOOLKIT_FOLDERS = ['lib64', 'targets/x86_64-linux/lib', 'targets/sbsa-linux/lib'];
const PACKAGE_FOLDERS = ['nvidia/cu13/lib', 'nvidia/cublas/lib'];

/**
 * The file of cuBLAS: `WALTZ_CUBLAS`, one of a CUDA toolkit, or one that Python's packages have brought (PyTorch and JAX
 * do). A bare name, for the system's own search, when none of these is there.
 */
export function findCublas(): string {
  const named = process.env['WALTZ_CUBLAS'];
  if (named !== undefined && named !== '') return named;
  return fileIn(toolkitFolders()) ?? fileIn(pythonFolders()) ?? 'libcublas.so.12';
}

function fileIn(folders: readonly string[]): string | undefined {
  const files = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return files.find((file) => existsSync(file));
}

function toolkitFolders(): readonly string[] {
  const roots = [process.env['CUDA_HOME'], process.env['CUDA_PATH'], ...installed('/usr/local')];
  return roots.flatMap((root) =>
    root === undefined || root === '' ? [] : TOOLKIT_FOLDERS.map((folder) => join(root, folder)),
  );
}

function installed(folder: string): readonly string[] {
  try {
    const found = readdirSync(folder).filter((name) => name.startsWith('cuda'));
    return found.map((name) => join(folder, name));
  } catch {
    return [];
  }
}

let askedPython: readonly string[] | null = null;

/** Asked once: to start Python takes longer than to open a card. */
function pythonFolders(): readonly string[] {
  return (askedPython ??= askPython());
}

function askPython(): readonly string[] {
  try {
    const code = 'import sys; print("\\n".join(sys.path))';
    const paths = execFileSync('python3', ['-c', code], {
      encoding: 'utf8',
      timeout: 10_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return paths
      .split('\n')
      .filter((path) => path !== '')
      .flatMap((path) => PACKAGE_FOLDERS.map((folder) => join(path, folder)));
  } catch {
    return [];
  }
}
