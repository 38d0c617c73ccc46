import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CompiledKernel, KernelFunction } from '../kernels/kernel-module.ts';
import { BUILD_FOLDER, sourceDigest } from './addon-sources.ts';

export const ADDON_FILE = join(BUILD_FOLDER, 'kernels.node');

/** The command that builds the addon. */
const BUILD_COMMAND = 'npm run build:native';

/** Kernels that native code has besides those that it shares with WebAssembly. */
export type ArithmeticFunction = 'add' | 'divide' | 'product' | 'subtract';

export type NativeKernels = Readonly<
  Record<KernelFunction | ArithmeticFunction | 'scratch_bytes', CompiledKernel>
>;

/** Kinds of processor that the addon has kernels for. */
export type NativeVariant = 'avx512' | 'avx2' | 'portable';

/** What the addon exports. */
interface Addon {
  /** What this processor can run, the fastest first. */
  readonly variants: Readonly<Partial<Record<NativeVariant, NativeKernels>>>;
}

/** The addon in `file`. Throws with the reason, and with what to do, when there is none that can be trusted. */
function loadAddon(file: string): Addon {
  if (!existsSync(file)) {
    throw new Error(`the addon is not built; with a C++ compiler installed, run: ${BUILD_COMMAND}`);
  }
  // Looked for in the file: one of other sources must not be loaded, for a process keeps what it loaded first.
  if (!readFileSync(file).includes(sourceDigest())) {
    throw new Error(
      `the addon is incomplete, or of other sources than these; run: ${BUILD_COMMAND}`,
    );
  }
  const holder: { exports: Partial<Addon> } = { exports: {} };
  try {
    process.dlopen(holder, file);
  } catch (error) {
    const why = String(error instanceof Error ? error.message : error).replaceAll('\n', ' ');
    throw new Error(`the addon does not load (${why}); run: ${BUILD_COMMAND}`, { cause: error });
  }
  const { variants } = holder.exports;
  if (variants === undefined) throw new Error(`the addon is empty; run: ${BUILD_COMMAND}`);
  return { variants };
}

/**
 * The kernels of an addon, by default of this checkout's, for one kind of processor; by default for the best that this
 * one is. Throws with the reason, and with what to do, when there is no addon that can be trusted.
 */
export function nativeKernels(
  variant?: NativeVariant,
  file = ADDON_FILE,
): { readonly variant: NativeVariant; readonly kernels: NativeKernels } {
  const { variants } = loadAddon(file);
  const known = Object.entries(variants) as [NativeVariant, NativeKernels][];
  const chosen = known.find(([name]) => variant === undefined || name === variant);
  if (chosen === undefined) throw new Error(`this processor cannot run ${variant ?? 'anything'}`);
  return { variant: chosen[0], kernels: chosen[1] };
}
