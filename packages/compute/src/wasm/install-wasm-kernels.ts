import * as tf from '@tensorflow/tfjs-core';
import { registerPackMatrix } from '../fused/pack-matrix.ts';
import { registerSquareSums } from '../fused/square-sums.ts';
import { installKernels } from '../kernels/install-kernels.ts';
import { refuseWhenFull } from './heap.ts';
import { asWasmBackend } from './wasm-backend.ts';
import { WasmKernelModule } from './wasm-kernel-module.ts';

let installed = false;

/** Gives the active backend, which is `wasm`, its fused operations, its better kernels, and an end to its heap. */
export function installWasmKernels(): void {
  if (installed) return;
  const backend = asWasmBackend(tf.backend());
  refuseWhenFull(backend);
  const module = new WasmKernelModule(backend);
  installKernels(module);
  registerPackMatrix(module, 'panels');
  registerSquareSums(module, 1);
  installed = true;
}
