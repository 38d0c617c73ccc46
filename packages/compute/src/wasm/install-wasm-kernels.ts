import * as tf from '@tensorflow/tfjs-core';
import { installKernels } from '../kernels/install-kernels.ts';
import { asWasmBackend } from './wasm-backend.ts';
import { WasmKernelModule } from './wasm-kernel-module.ts';

let installed = false;

/** Gives the active backend, which is `wasm`, its fused operations and its better kernels. */
export function installWasmKernels(): void {
  if (installed) return;
  installKernels(new WasmKernelModule(asWasmBackend(tf.backend())));
  installed = true;
}
