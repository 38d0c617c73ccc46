import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ADDON_FILE } from './addon.ts';
import { BUILD_FOLDER, SOURCE_FOLDER, sourceDigest } from './addon-sources.ts';

const run = promisify(execFile);

/** A way to build the addon. */
export interface AddonBuild {
  readonly file: string;
  /** Come after the others. */
  readonly options: readonly string[];
}

/** What Waltz computes with. */
const RELEASE: AddonBuild = { file: ADDON_FILE, options: [] };

/** Ends the process at the first access outside an array, and at whatever C++ leaves undefined. */
export const SANITISED: AddonBuild = {
  file: join(BUILD_FOLDER, 'kernels.sanitised.node'),
  options: ['-O1', '-g', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'],
};

/** No option here lets the compiler reorder sums or drop NaN: the same source gives the same numbers. */
const OPTIONS: readonly string[] = [
  ...['-std=c++17', '-O3', '-fPIC', '-fvisibility=hidden', '-fno-exceptions', '-fno-rtti'],
  ...['-ffp-contract=fast', '-fno-math-errno', '-fno-trapping-math'],
];

/** Options of each kind of processor, and how many numbers its vectors hold. */
const VARIANTS = {
  portable: ['-DLANES=4'],
  avx2: ['-DLANES=8', '-mavx2', '-mfma'],
  avx512: [
    ...['-DLANES=16', '-mavx2', '-mfma', '-mavx512f', '-mavx512vl', '-mavx512dq', '-mavx512bw'],
    '-mprefer-vector-width=512',
  ],
} as const;

/** The first C++ compiler that is there, or null. `CXX` comes first. */
export async function findCompiler(): Promise<string | null> {
  for (const name of [process.env['CXX'], 'c++', 'g++', 'clang++']) {
    if (name === undefined || name === '') continue;
    const works = await run(name, ['--version']).then(
      () => true,
      () => false,
    );
    if (works) return name;
  }
  return null;
}

/** Builds the addon. A build that fails or is interrupted leaves the one before as it was. Throws what the compiler says. */
export async function compileAddon(
  compiler: string,
  { file, options }: AddonBuild = RELEASE,
): Promise<void> {
  const headers = join(
    dirname(createRequire(import.meta.url).resolve('node-api-headers')),
    'include',
  );
  const variants =
    process.arch === 'x64' ? Object.entries(VARIANTS) : [['portable', VARIANTS.portable] as const];
  await mkdir(BUILD_FOLDER, { recursive: true });
  const folder = await mkdtemp(join(BUILD_FOLDER, 'build-'));
  const compile = (...words: readonly string[]) =>
    run(compiler, [...OPTIONS, ...options, `-I${headers}`, ...words], { cwd: SOURCE_FOLDER });
  try {
    const objects = variants.map(([name]) => join(folder, `${name}.o`));
    await Promise.all(
      variants.map(([name, ofVariant], index) =>
        compile(...ofVariant, `-DVARIANT=${name}`, '-c', 'variant.cc', '-o', objects[index] ?? ''),
      ),
    );
    const built = join(folder, 'kernels.node');
    // Node.js itself holds the functions of Node-API; macOS wants to be told that they come later.
    const linking = process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : [];
    await compile(
      `-DSOURCES="${sourceDigest()}"`,
      '-shared',
      'addon.cc',
      ...objects,
      '-o',
      built,
      ...linking,
    );
    await rename(built, file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
