import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildFile, firstProgram, LINKING, nodeHeaders, run } from '../addons/build.ts';
import { ADDON_FILES, addonDigest, CUDA_FOLDER, kernelsDigest } from './cuda-addon.ts';

const OPTIONS: readonly string[] = [
  ...['-std=c++17', '-O2', '-fPIC', '-fvisibility=hidden', '-Wno-unknown-pragmas'],
];

const SHARED_SOURCES = [
  ...['addon', 'single-kernels', 'attention', 'layer-halves', 'decode', 'products', 'memory'],
].map((name) => `host/${name}.cc`);

/** What either addon is made of besides. */
const OWN = {
  card: ['host/cuda-device.cc', '-ldl'],
  emulation: ['-DWALTZ_EMULATED', 'emulation/emulated-device.cc', 'emulation/fibers.cc'],
} as const;

/** Builds an addon with a C++ compiler; no CUDA is needed for it. Throws what the compiler says. */
export async function buildCudaAddon(
  compiler: string,
  kind: keyof typeof ADDON_FILES,
): Promise<void> {
  const options = [...OPTIONS, `-I${nodeHeaders()}`, `-DSOURCES="${addonDigest()}"`, ...LINKING];
  await buildFile(ADDON_FILES[kind], (built) =>
    run(compiler, [...options, ...SHARED_SOURCES, ...OWN[kind], '-o', built], { cwd: CUDA_FOLDER }),
  );
}

/** nvcc of this machine, or null. `NVCC` comes first. */
export function findNvcc(): Promise<string | null> {
  return firstProgram([process.env['NVCC'], 'nvcc', '/usr/local/cuda/bin/nvcc']);
}

/**
 * Builds the kernels: machine code for Ampere (sm_80) and Hopper (sm_90), and PTX from which the driver makes code for
 * later cards. The digest of the sources comes last, where no driver looks. Throws what nvcc says.
 */
export async function buildCudaKernels(
  nvcc: string,
  file: string,
  options: readonly string[] = [],
): Promise<void> {
  const codes = [
    'arch=compute_80,code=sm_80',
    'arch=compute_90,code=sm_90',
    'arch=compute_90,code=compute_90',
  ];
  const targets = codes.flatMap((code) => ['-gencode', code]);
  await buildFile(file, async (built) => {
    const source = join('kernels', 'kernels.cu');
    await run(nvcc, ['-std=c++17', '-fatbin', ...options, ...targets, source, '-o', built], {
      cwd: CUDA_FOLDER,
    });
    await appendFile(built, kernelsDigest());
  });
}
