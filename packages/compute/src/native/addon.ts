import { join } from 'node:path';
import { loadAddon } from '../addons/load-addon.ts';
import { BUILD_FOLDER } from '../addons/sources.ts';
import type { CompiledKernel, KernelFunction, PartwiseFunction } from '../kernels/kernel-module.ts';
import { sourceDigest } from './addon-sources.ts';

export const ADDON_FILE = join(BUILD_FOLDER, 'kernels.node');

const BUILD = 'with a C++ compiler installed, run: npm run build:native';

/** Kernels that native code has besides those that it shares with WebAssembly. */
export type ArithmeticFunction = 'add' | 'divide' | 'product' | 'subtract';

export type NativeKernels = Readonly<
  Record<KernelFunction | PartwiseFunction | ArithmeticFunction | 'scratch_bytes', CompiledKernel>
>;

/** Kinds of processor that the addon has kernels for. */
export type NativeVariant = 'avx512' | 'avx2' | 'portable';

/** What the addon exports. */
interface Addon {
  /** What this processor can run, the fastest first. */
  readonly variants: Readonly<Partial<Record<NativeVariant, NativeKernels>>>;
}

/**
 * The kernels of an addon, by default of this checkout's, for one kind of processor; by default for the best that this
 * one is. Throws with the reason, and with what to do, when there is no addon that can be trusted.
 */
export function nativeKernels(
  variant?: NativeVariant,
  file = ADDON_FILE,
): { readonly variant: NativeVariant; readonly kernels: NativeKernels } {
  // What the addon of these sources exports.
  const { variants } = loadAddon({ file, digest: sourceDigest(), build: BUILD }) as Partial<Addon>;
  if (variants === undefined) throw new Error(`the addon is empty; ${BUILD}`);
  const known = Object.entries(variants) as [NativeVariant, NativeKernels][];
  const chosen = known.find(([name]) => variant === undefined || name === variant);
  if (chosen === undefined) throw new Error(`this processor cannot run ${variant ?? 'anything'}`);
  return { variant: chosen[0], kernels: chosen[1] };
}
