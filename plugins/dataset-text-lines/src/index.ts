import { component, definePlugin, positiveInteger } from '@waltz/core';
import { textLines, type TextLinesOptions } from './text-lines.ts';

export default definePlugin({
  name: '@waltz/dataset-text-lines',
  summary: 'An example of a dataset: plain text files, a prompt a line.',
  components: [
    component<'dataset', TextLinesOptions>('dataset', 'text-lines', {
      summary: 'Prompts from two plain text files, a prompt a line.',
      options: {
        harmful: {
          doc: 'File of harmful prompts; its path starts from the experiment.',
          format: String,
          default: null,
        },
        benign: { doc: 'File of benign prompts.', format: String, default: null },
        heldOutEvery: {
          doc: 'Of so many prompts of a file, one is held out.',
          format: positiveInteger,
          default: 5,
        },
      },
      create: (options, { folder }) => textLines(options, folder),
    }),
  ],
});
