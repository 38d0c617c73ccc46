import { component, definePlugin } from '@waltz/core';
import { transformerOptions } from './transformer-options.ts';
import { transformerProvider } from './transformer-provider.ts';

export default definePlugin({
  name: '@waltz/models',
  summary: 'Causal language models in this process.',
  components: [
    component('engine', 'transformer', {
      summary: 'A decoder-only transformer of the Llama family on TensorFlow.js.',
      options: transformerOptions,
      create: transformerProvider,
    }),
  ],
});
