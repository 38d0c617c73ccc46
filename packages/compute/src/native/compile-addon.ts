import { join } from 'node:path';
import { buildFile, LINKING, nodeHeaders, run } from '../addons/build.ts';
import { BUILD_FOLDER } from '../addons/sources.ts';
import { ADDON_FILE } from './addon.ts';
import { SOURCE_FOLDER, sourceDigest } from './addon-sources.ts';

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

/** Builds the addon. A build that fails or is interrupted leaves the one before as it was. Throws what the compiler says. */
export async function compileAddon(
  compiler: string,
  { file, options }: AddonBuild = RELEASE,
): Promise<void> {
  const variants =
    process.arch === 'x64' ? Object.entries(VARIANTS) : [['portable', VARIANTS.portable] as const];
  const compile = (...words: readonly string[]) =>
    run(compiler, [...OPTIONS, ...options, `-I${nodeHeaders()}`, ...words], { cwd: SOURCE_FOLDER });
  await buildFile(file, async (built, folder) => {
    const objects = variants.map(([name]) => join(folder, `${name}.o`));
    await Promise.all(
      variants.map(([name, ofVariant], index) =>
        compile(...ofVariant, `-DVARIANT=${name}`, '-c', 'variant.cc', '-o', objects[index] ?? ''),
      ),
    );
    await compile(`-DSOURCES="${sourceDigest()}"`, 'addon.cc', ...objects, '-o', built, ...LINKING);
  });
}
