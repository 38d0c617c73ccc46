import * as tf from '@tensorflow/tfjs-core';
import { registerPackMatrix } from '../fused/pack-matrix.ts';
import { registerSquareSums, SUMS_ON_GPU } from '../fused/square-sums.ts';
import { installKernels } from '../kernels/install-kernels.ts';
import { replace } from '../replaced/replacement.ts';
import { concat, pack, pad, reshape, slice } from './boxes.ts';
import { cudaAddon, openCard, type CudaAddon, type Precision } from './cuda-addon.ts';
import { CudaBackend } from './cuda-backend.ts';
import { CudaKernelModule } from './cuda-kernel-module.ts';
import { findCublas } from './find-cublas.ts';
import { registerForwarded } from './forwarded-kernels.ts';
import { spreadArithmetic, spreadSquare } from './spread-arithmetic.ts';

/** Backends on a card, and how exactly each multiplies matrices. */
export const CUDA_BACKENDS = {
  cuda: 'float32',
  'cuda-tf32': 'tf32',
  'cuda-bfloat16': 'bfloat16',
} as const satisfies Readonly<Record<string, Precision>>;

export type CudaBackendName = keyof typeof CUDA_BACKENDS;

/** The kernels at work without a card, for tests. */
export const EMULATED_CUDA = 'cuda-emulated';

let registered: string | null = null;

/** Opens the card; gives what it is, in words. Throws what is missing, and what to do. */
export function openCuda(name: CudaBackendName): string {
  return openCard(cudaAddon('card'), findCublas(), CUDA_BACKENDS[name]);
}

/** Registers a backend on the card with TensorFlow.js. Throws when this process has another: one precision a process. */
export function registerCuda(name: CudaBackendName | typeof EMULATED_CUDA): void {
  if (registered !== null && registered !== name) {
    throw new Error(`this process computes with ${registered}; ${name} needs a process of its own`);
  }
  // Each time: whoever looked at another one since has left its precision.
  if (name === EMULATED_CUDA) cudaAddon('emulation').open('', '', 0);
  else openCuda(name);
  if (registered === name) return;
  registerOnAddon(name, cudaAddon(name === EMULATED_CUDA ? 'emulation' : 'card'));
  registered = name;
}

/** Registers a backend on an addon that is open. */
function registerOnAddon(name: string, addon: CudaAddon): void {
  const backend = new CudaBackend(addon);
  tf.registerBackend(name, () => backend);
  registerForwarded(name, backend);
  const module = new CudaKernelModule(name, backend, addon);
  installKernels(module);
  registerPackMatrix(module, 'rows');
  registerSquareSums(module, SUMS_ON_GPU);
  for (const kernel of spreadArithmetic) replace(kernel, module);
  replace(spreadSquare, module);
  replace(reshape, module);
  replace(slice, module);
  replace(concat, module);
  replace(pack, module);
  replace(pad, module);
}
