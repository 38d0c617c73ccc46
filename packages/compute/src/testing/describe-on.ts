import type { Backend } from '@waltz/core';
import { describe } from 'vitest';
import {
  cpuBackend,
  cudaBackend,
  cudaBfloat16Backend,
  cudaTf32Backend,
  knownBackends,
  nativeBackend,
  wasmBackend,
  webGpuBackend,
} from '../backends/backends.ts';
import { emulatedCudaBackend } from './emulated-cuda.ts';

export { cpuBackend };

/** Without those that are less exact on purpose, and with the kernels for a card where there is none. */
export const EVERY: readonly Backend[] = [
  ...knownBackends.filter((backend) => ![cudaTf32Backend, cudaBfloat16Backend].includes(backend)),
  emulatedCudaBackend,
];

/** All that have to agree with `cpu`. */
export const OTHERS = EVERY.filter((backend) => backend !== cpuBackend);

/** Backends with kernels of our own. */
export const COMPILED: readonly Backend[] = [
  nativeBackend,
  wasmBackend,
  cudaBackend,
  emulatedCudaBackend,
];

/** Our kernels for a card, on one and emulated. */
export const CUDA: readonly Backend[] = [cudaBackend, emulatedCudaBackend];

/** Those where a row of a product is the same to the last bit whatever rows are beside it: cuBLAS goes by the whole. */
export const ROW_BY_ROW = COMPILED.filter((backend) => backend !== cudaBackend);

/** Without the emulation, whose memory is that of the process, and which takes minutes for a thousand steps. */
export const QUICK_COMPILED = COMPILED.filter((backend) => backend !== emulatedCudaBackend);

/** How many random cases a property has: a GPU in software takes long for one. */
export function runsOn(backend: Backend, usual: number): number {
  return backend === webGpuBackend || backend === emulatedCudaBackend
    ? Math.ceil(usual / 10)
    : usual;
}

/** Why a backend does not work on this machine, by its name. */
const missing = new Map<string, string>();
for (const backend of EVERY) {
  const { available, reason } = await backend.probe();
  if (!available) missing.set(backend.name, reason);
}

/**
 * Describes `title` on each of `backends`; one that does not work here is skipped, with the reason in the name.
 * `.ci/backend-lanes.mjs` reads these names: "… on wasm", "… on native (the addon is not built …)".
 */
export function describeOn(
  backends: readonly Backend[],
  title: string,
  suite: (backend: Backend) => void,
): void {
  for (const backend of backends) {
    const name = `${title} on ${backend.name}`;
    const why = missing.get(backend.name);
    if (why === undefined) describe(name, () => suite(backend));
    else describe.skip(`${name} (${why})`, () => suite(backend));
  }
}
