import { execFile } from 'node:child_process';
import { readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { addOnFolder } from '../backends/add-ons.ts';
import { GPU_BUILD } from './builds.ts';

const run = promisify(execFile);

/** The libraries whose versions decide whether TensorFlow can use a card; all others come with them. */
const NAMES = ['libcudart', 'libcudnn'] as const;
export type CudaLibraryName = (typeof NAMES)[number];

/** How a library was found, in the order in which the loader looks; it does not look into the last two. */
const PLACES = ['LD_LIBRARY_PATH', 'beside TensorFlow', 'ldconfig', 'CUDA_HOME', 'Python'] as const;

export interface CudaLibrary {
  readonly name: CudaLibraryName;
  /** As far as names of files and folders tell: 12.3.101, or 12. */
  readonly version: string;
  readonly path: string;
  readonly place: (typeof PLACES)[number];
}

/** Whether a program that asks for the library gets this one, when no other comes first. */
export function isLoaded({ place }: CudaLibrary): boolean {
  return place !== 'CUDA_HOME' && place !== 'Python';
}

/** Every CUDA runtime and cuDNN that is found here, each file once, those first that the loader finds first. */
export async function findCudaLibraries(): Promise<readonly CudaLibrary[]> {
  const { CUDA_HOME, CUDA_PATH, LD_LIBRARY_PATH = '' } = process.env;
  const toolkits = [CUDA_HOME, CUDA_PATH, ...below('/usr/local', /^cuda/u)].flatMap((root) =>
    root ? [join(root, 'lib64'), join(root, 'targets/x86_64-linux/lib')] : [],
  );
  const version = GPU_BUILD.wheels['linux-x64']?.[0]?.version ?? '';
  const fetched =
    process.env['WALTZ_LIBTENSORFLOW'] || addOnFolder(`lib${GPU_BUILD.backend}-${version}`);
  const folders: Readonly<Record<CudaLibrary['place'], readonly string[]>> = {
    LD_LIBRARY_PATH: LD_LIBRARY_PATH.split(':').filter((folder) => folder !== ''),
    'beside TensorFlow': wheelFolders(fetched),
    ldconfig: await cachedFolders(),
    CUDA_HOME: toolkits,
    Python: (await pythonFolders()).flatMap(wheelFolders),
  };
  const seen = new Set<string>();
  return PLACES.flatMap((place) =>
    folders[place]
      .flatMap((folder) => librariesIn(folder).map((library) => ({ ...library, place })))
      .filter(({ path }) => !seen.has(path) && seen.add(path)),
  );
}

/** The libraries in a folder, the newest first; links are followed, for the files that they lead to bear the version. */
function librariesIn(folder: string): readonly Omit<CudaLibrary, 'place'>[] {
  const found = new Map<string, Omit<CudaLibrary, 'place'>>();
  for (const file of below(folder, /^(?:libcudart|libcudnn)\.so\.\d/u)) {
    const path = realpathSync(file);
    const [, name, version = ''] = /^(\w+)\.so\.([\d.]+)$/u.exec(basename(path)) ?? [];
    const known = NAMES.find((known) => known === name);
    if (known === undefined) continue;
    found.set(path, { name: known, version: wheelVersion(path, known, version), path });
  }
  return [...found.values()].sort((one, other) =>
    other.version.localeCompare(one.version, 'en', { numeric: true }),
  );
}

/** Wheels carry the version in a folder beside them, `nvidia_cudnn_cu12-8.9.7.29.dist-info`, and not in the file's name. */
function wheelVersion(path: string, name: CudaLibraryName, version: string): string {
  const packages = join(dirname(path), '../../..');
  const project = name === 'libcudnn' ? 'cudnn' : 'cuda_runtime';
  const versions = below(packages, new RegExp(`^nvidia_${project}.*\\.dist-info$`, 'u')).map(
    (folder) => /-([\d.]+)\.dist-info$/u.exec(folder)?.[1] ?? '',
  );
  return versions.find((full) => full.startsWith(`${version}.`)) ?? version;
}

/** Where NVIDIA's packages for Python have their libraries, within the folder that packages are put in. */
function wheelFolders(packages: string): readonly string[] {
  return below(join(packages, 'nvidia'), /./u).map((folder) => join(folder, 'lib'));
}

/** Folders of what `ldconfig` has in its cache. */
async function cachedFolders(): Promise<readonly string[]> {
  const cache = await output('ldconfig', ['-p']);
  const paths = [...cache.matchAll(/lib(?:cudart|cudnn)\.so\S* .*=> (\S+)$/gmu)];
  return [...new Set(paths.map(([, path = '']) => dirname(path)))];
}

/** Where `python3` looks for packages. */
async function pythonFolders(): Promise<readonly string[]> {
  const paths = await output('python3', ['-c', 'import sys; print("\\n".join(sys.path))']);
  return paths.split('\n').filter((path) => path !== '');
}

async function output(program: string, words: readonly string[]): Promise<string> {
  return run(program, words, { timeout: 10_000 }).then(
    ({ stdout }) => stdout,
    () => '',
  );
}

/** Paths of what in a folder has such a name; none when the folder is not there. */
function below(folder: string, name: RegExp): readonly string[] {
  try {
    const names = readdirSync(folder).filter((entry) => name.test(entry));
    return names.sort().map((entry) => join(folder, entry));
  } catch {
    return [];
  }
}
