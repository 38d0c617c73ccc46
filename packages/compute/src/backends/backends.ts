import type { Backend } from '@waltz/core';
import { kernelBytes } from '../wasm/wasm-kernel-module.ts';
import { nativeKernels } from '../native/addon.ts';
import { WebAssembly } from '../wasm/web-assembly.ts';
import { activate } from './activate.ts';

/** The kernels of our own as native code on one core, with the widest vectors that the processor has. */
export const nativeBackend: Backend = {
  name: 'native',
  probe: async () => {
    try {
      const { variant } = nativeKernels();
      return { available: true, reason: `the addon is built and runs its ${variant} kernels` };
    } catch (error) {
      return { available: false, reason: error instanceof Error ? error.message : String(error) };
    }
  },
  activate: () => activate('native'),
};

/** WebAssembly on one core, with our own kernels: it works wherever Node.js does. */
export const wasmBackend: Backend = {
  name: 'wasm',
  probe: () =>
    Promise.resolve(
      WebAssembly.validate(kernelBytes())
        ? { available: true, reason: 'WebAssembly with SIMD works here' }
        : {
            available: false,
            reason: 'this Node.js has no WebAssembly SIMD; use version 20.20 or later',
          },
    ),
  activate: () => activate('wasm'),
};

/** Plain JavaScript: the reference that the others are compared with. */
export const cpuBackend: Backend = {
  name: 'cpu',
  probe: () => Promise.resolve({ available: true, reason: 'plain JavaScript works everywhere' }),
  activate: () => activate('cpu'),
};

/** The fastest first. */
export const knownBackends: readonly Backend[] = [nativeBackend, wasmBackend, cpuBackend];
