import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import {
  CUDA_BACKENDS,
  EMULATED_CUDA,
  registerCuda,
  type CudaBackendName,
} from '../cuda/register-cuda.ts';
import { registerGradients } from '../gradients/register-gradients.ts';
import { registerNative } from '../native/register-native.ts';
import { CPU_BUILD, GPU_BUILD } from '../tensorflow/builds.ts';
import { registerTensorFlow, TENSORFLOW } from '../tensorflow/register-tensorflow.ts';
import { installWasmKernels } from '../wasm/install-wasm-kernels.ts';
import { withoutNewListeners } from './process-listeners.ts';

export type BackendName =
  | CudaBackendName
  | typeof EMULATED_CUDA
  | 'tensorflow-gpu'
  | 'native'
  | 'tensorflow'
  | 'wasm'
  | 'cpu'
  | 'webgpu';

function isCuda(name: BackendName): name is CudaBackendName | typeof EMULATED_CUDA {
  return name === EMULATED_CUDA || name in CUDA_BACKENDS;
}

/** Makes `name` the backend of this process. Throws when it does not work here. */
export async function activate(name: BackendName): Promise<void> {
  // Without it every process opens with an advertisement for the native backend.
  tf.enableProdMode();
  registerGradients();
  if (isCuda(name)) registerCuda(name);
  if (name === 'native') registerNative();
  if (name === 'webgpu') {
    // Loaded on request: most machines never need it.
    const { registerWebGpu } = await import('../webgpu/register-webgpu.ts');
    await registerWebGpu();
  }
  if (name === 'tensorflow') registerTensorFlow(CPU_BUILD);
  if (name === 'tensorflow-gpu') registerTensorFlow(GPU_BUILD);
  const registered = name === 'tensorflow-gpu' ? TENSORFLOW : name;
  if (!(await withoutNewListeners(() => tf.setBackend(registered)))) {
    throw new Error(`backend "${name}" does not work on this machine; try "cpu"`);
  }
  if (name === 'wasm') installWasmKernels();
}
