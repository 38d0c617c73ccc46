import { messageOf } from '@waltz/core';
import type { Backend } from '@waltz/core';
import { kernelBytes } from '../wasm/wasm-kernel-module.ts';
import { describeCuda } from '../cuda/describe.ts';
import { installCuda } from '../cuda/install-cuda.ts';
import type { CudaBackendName } from '../cuda/register-cuda.ts';
import { nativeKernels } from '../native/addon.ts';
import { CPU_BUILD, GPU_BUILD, type TensorFlowBuild } from '../tensorflow/builds.ts';
import { describeCard, describeProcessor } from '../tensorflow/describe.ts';
import { cardMemory } from '../tensorflow/nvidia-cards.ts';
import { WebAssembly } from '../wasm/web-assembly.ts';
import { adapterMemory, describeAdapter, findAdapter, largestTensor } from '../webgpu/adapter.ts';
import { installDawn } from '../webgpu/dawn.ts';
import { activate } from './activate.ts';

/** The kernels of our own as native code on one core, with the widest vectors that the processor has. */
export const nativeBackend: Backend = {
  name: 'native',
  usesOneCore: true,
  computesInSharedMemory: true,
  probe: () => probing(() => `the addon is built and runs its ${nativeKernels().variant} kernels`),
  activate: () => activate('native'),
};

/** The kernels of our own on a card of NVIDIA. */
export const cudaBackend = onCuda('cuda');

/** With the matrix products of a card's tensor units, which look at 10 bits of a number, or at 7. */
export const cudaTf32Backend = onCuda('cuda-tf32');
export const cudaBfloat16Backend = onCuda('cuda-bfloat16');

/** WebAssembly on one core, with our own kernels: it works wherever Node.js does. */
export const wasmBackend: Backend = {
  name: 'wasm',
  usesOneCore: true,
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

/** TensorFlow on all cores of the processor. */
export const tensorflowBackend: Backend = {
  name: 'tensorflow',
  probe: () => probing(describeProcessor),
  activate: () => activate('tensorflow'),
  install: (tell) => installBuild(CPU_BUILD, tell),
};

/** TensorFlow on a card of NVIDIA. */
export const tensorflowGpuBackend: Backend = {
  name: 'tensorflow-gpu',
  memoryOfItsOwn: () => cardMemory().total,
  probe: () => probing(describeCard),
  activate: () => activate('tensorflow-gpu'),
  install: (tell) => installBuild(GPU_BUILD, tell),
};

/** Plain JavaScript: the reference that the others are compared with. */
export const cpuBackend: Backend = {
  name: 'cpu',
  usesOneCore: true,
  computesInSharedMemory: true,
  probe: () => Promise.resolve({ available: true, reason: 'plain JavaScript works everywhere' }),
  activate: () => activate('cpu'),
};

/** Any GPU, by Dawn, the WebGPU of Chromium. */
export const webGpuBackend: Backend = {
  name: 'webgpu',
  memoryOfItsOwn: adapterMemory,
  largestTensor,
  probe: () => probing(async () => describeAdapter(await findAdapter())),
  activate: () => activate('webgpu'),
  install: installDawn,
};

/** The fastest first. */
export const knownBackends: readonly Backend[] = [
  cudaBackend,
  tensorflowGpuBackend,
  nativeBackend,
  tensorflowBackend,
  wasmBackend,
  cpuBackend,
  webGpuBackend,
  cudaTf32Backend,
  cudaBfloat16Backend,
];

function onCuda(name: CudaBackendName): Backend {
  return {
    name,
    memoryOfItsOwn: () => cardMemory().total,
    probe: () => probing(() => describeCuda(name)),
    activate: () => activate(name),
    install: installCuda,
  };
}

/** A backend works here when what describes it does not throw. */
async function probing(
  describe: () => string | Promise<string>,
): Promise<{ readonly available: boolean; readonly reason: string }> {
  try {
    return { available: true, reason: await describe() };
  } catch (error) {
    return { available: false, reason: messageOf(error) };
  }
}

async function installBuild(build: TensorFlowBuild, tell: (line: string) => void): Promise<void> {
  const { installTensorFlow } = await import('../tensorflow/install/install-tensorflow.ts');
  await installTensorFlow(build, tell);
}
