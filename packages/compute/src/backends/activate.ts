import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { registerGradients } from '../gradients/register-gradients.ts';
import { registerNative } from '../native/register-native.ts';
import { installWasmKernels } from '../wasm/install-wasm-kernels.ts';
import { withoutNewListeners } from './process-listeners.ts';

export type BackendName = 'native' | 'wasm' | 'cpu' | 'webgpu';

/** Makes `name` the backend of this process. Throws when it does not work here. */
export async function activate(name: BackendName): Promise<void> {
  // Without it every process opens with an advertisement for the native backend.
  tf.enableProdMode();
  registerGradients();
  if (name === 'native') registerNative();
  if (name === 'webgpu') {
    // Loaded on request: most machines never need it.
    const { registerWebGpu } = await import('../webgpu/register-webgpu.ts');
    await registerWebGpu();
  }
  if (!(await withoutNewListeners(() => tf.setBackend(name)))) {
    throw new Error(`backend "${name}" does not work on this machine; try "cpu"`);
  }
  if (name === 'wasm') installWasmKernels();
}
