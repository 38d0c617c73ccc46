import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAddon } from '../addons/load-addon.ts';
import { BUILD_FOLDER, COMPUTE_FOLDER, digestOf } from '../addons/sources.ts';
import type { CompiledKernel, KernelFunction, PartwiseFunction } from '../kernels/kernel-module.ts';

/** How exactly matrices are multiplied on a card, in the order in which the addon counts them. */
const PRECISIONS = ['float32', 'tf32', 'bfloat16'] as const;

export type Precision = (typeof PRECISIONS)[number];

type Numbers = Float32Array | Int32Array;

/** What calling a partwise kernel is; `parts` has the addresses of a part, then its sizes, then the next part. */
type PartwiseCall = (parts: Float64Array, ...others: readonly number[]) => void;

/** What the addon exports; memory of the card is its address, 0 for none. */
export type CudaAddon = Readonly<Record<KernelFunction | 'arithmetic', CompiledKernel>> &
  Readonly<Record<PartwiseFunction, PartwiseCall>> & {
    /** Takes hold of a card; gives what it is, in words. */
    open(kernels: string, blas: string, precision: number): string;
    allocate(bytes: number): number;
    release(address: number): void;
    place(address: number, values: Numbers): void;
    fetch(address: number, values: Numbers): void;
    clear(address: number, size: number): void;
    copy_box(from: number, to: number, box: Float64Array): void;
    bytes_in_use(): number;
  };

/** What the addon, and the kernels for the card, are built from. */
const SOURCE_FOLDERS = ['cuda/host', 'cuda/kernels', 'cuda/emulation'] as const;

export const CUDA_FOLDER = join(COMPUTE_FOLDER, 'cuda');

/** The two addons: for a card, and with the kernels emulated by the processor. */
export const ADDON_FILES = {
  card: join(BUILD_FOLDER, 'cuda.node'),
  emulation: join(BUILD_FOLDER, 'cuda-emulated.node'),
} as const;

/** The kernels for the card: of this machine's own nvcc if there are such, else those that come with the sources. */
export const KERNEL_FILES = {
  own: join(BUILD_FOLDER, 'kernels.fatbin'),
  shipped: join(CUDA_FOLDER, 'kernels.fatbin'),
} as const;

const BUILD = 'with a C++ compiler installed, run: npm run build:cuda';

export function addonDigest(): string {
  return digestOf(SOURCE_FOLDERS);
}

/** SHA-256 over the sources of the kernels; a file of compiled kernels ends with it. */
export function kernelsDigest(): string {
  return digestOf(['cuda/kernels']);
}

/** The addon, of a card or emulated. Throws with the reason, and with what to do, when there is none that can be trusted. */
export function cudaAddon(kind: keyof typeof ADDON_FILES): CudaAddon {
  // The exports of our own file.
  return loadAddon({ file: ADDON_FILES[kind], digest: addonDigest(), build: BUILD }) as CudaAddon;
}

/** Opens the card; gives what it is, in words. Throws what is missing. */
export function openCard(addon: CudaAddon, blas: string, precision: Precision): string {
  return addon.open(kernelsFile(), blas, PRECISIONS.indexOf(precision));
}

function kernelsFile(): string {
  const digest = kernelsDigest();
  const known = [KERNEL_FILES.own, KERNEL_FILES.shipped].find((file) => endsWith(file, digest));
  if (known === undefined) {
    throw new Error(
      'there are no compiled kernels of these sources; with nvcc installed, run: npm run build:cuda',
    );
  }
  return known;
}

function endsWith(file: string, digest: string): boolean {
  try {
    return readFileSync(file).subarray(-digest.length).toString('latin1') === digest;
  } catch {
    return false;
  }
}
