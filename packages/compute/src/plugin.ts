import { component, definePlugin } from '@waltz/core';
import { activate, type BackendName } from './backends/activate.ts';

function backend(name: BackendName, summary: string) {
  return component('backend', name, {
    summary,
    options: {},
    create: () => ({
      name,
      probe: () => Promise.resolve({ available: true, reason: summary }),
      activate: () => activate(name),
    }),
  });
}

export default definePlugin({
  name: '@waltz/compute',
  summary: 'TensorFlow.js backends.',
  components: [
    backend('wasm', 'WebAssembly with SIMD: runs everywhere, one core.'),
    backend('cpu', 'Plain JavaScript: the reference, slow.'),
  ],
});
