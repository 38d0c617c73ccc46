import { component, definePlugin } from '@waltz/core';
import {
  cpuBackend,
  cudaBackend,
  cudaBfloat16Backend,
  cudaTf32Backend,
  nativeBackend,
  tensorflowBackend,
  tensorflowGpuBackend,
  wasmBackend,
  webGpuBackend,
} from './backends/backends.ts';

export default definePlugin({
  name: '@waltz/compute',
  summary: 'Where tensors are computed.',
  // The fastest first: `auto` takes the first that works. It gets no further than `cpu`, which works everywhere: what
  // comes after that is taken on request only.
  components: [
    component('backend', 'cuda', {
      summary: 'A card of NVIDIA from Ampere on: our kernels and cuBLAS, in float32 throughout.',
      options: {},
      create: () => cudaBackend,
    }),
    component('backend', 'tensorflow-gpu', {
      summary: 'TensorFlow on a card of NVIDIA; waltz doctor --install tensorflow-gpu gets it.',
      options: {},
      create: () => tensorflowGpuBackend,
    }),
    component('backend', 'native', {
      summary:
        'Native code on one core, with the vectors of AVX2 or AVX-512: our kernels, built by npm.',
      options: {},
      create: () => nativeBackend,
    }),
    component('backend', 'tensorflow', {
      summary: 'TensorFlow on all cores; waltz doctor --install tensorflow gets it.',
      options: {},
      create: () => tensorflowBackend,
    }),
    component('backend', 'wasm', {
      summary: 'WebAssembly with SIMD on one core, with kernels of our own.',
      options: {},
      create: () => wasmBackend,
    }),
    component('backend', 'cpu', {
      summary: 'Plain JavaScript: the reference, slow.',
      options: {},
      create: () => cpuBackend,
    }),
    component('backend', 'webgpu', {
      summary: 'Any GPU, by WebGPU; on request only.',
      options: {},
      create: () => webGpuBackend,
    }),
    component('backend', 'cuda-tf32', {
      summary: 'As cuda, with matrix products in TF32: faster, to three digits; on request only.',
      options: {},
      create: () => cudaTf32Backend,
    }),
    component('backend', 'cuda-bfloat16', {
      summary: 'As cuda, with matrix products in bfloat16: to two digits; on request only.',
      options: {},
      create: () => cudaBfloat16Backend,
    }),
  ],
});
