import { component, definePlugin } from '@waltz/core';
import { pretrainedOptions } from './pretrained/pretrained-options.ts';
import { pretrainedProvider } from './pretrained/pretrained-provider.ts';
import {
  huggingFaceOptions,
  openHuggingFaceTokenizer,
  type HuggingFaceOptions,
} from './tokenizer/hugging-face-tokenizer.ts';
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
    component('engine', 'pretrained', {
      summary:
        'A published model of the Llama family on TensorFlow.js: its sizes and weights are those of its files.',
      options: pretrainedOptions,
      create: pretrainedProvider,
    }),
    component<'tokenizer', HuggingFaceOptions>('tokenizer', 'hugging-face', {
      summary:
        "A published model's tokenizer and chat template, from its Hugging Face folder or GGUF file.",
      options: huggingFaceOptions,
      create: openHuggingFaceTokenizer,
    }),
  ],
});
