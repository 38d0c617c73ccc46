import type { Backend } from '@waltz/core';
import { kernelBytes } from '../wasm/kernel-module.ts';
import { WebAssembly } from '../wasm/web-assembly.ts';
import { activate } from './activate.ts';

/** WebAssembly on one core, with our own kernels: the embedded default. */
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
export const knownBackends: readonly Backend[] = [wasmBackend, cpuBackend];
