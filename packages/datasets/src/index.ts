import { component, definePlugin, positiveInteger } from '@waltz/core';
import { filesDataset } from './files/files-dataset.ts';
import { publishedDataset } from './published/published-dataset.ts';
import { createCompactedBpe, type CompactedBpeOptions } from './tokenizer/compacted-bpe.ts';

export default definePlugin({
  name: '@waltz/datasets',
  summary: 'Prompts from files, and a tokenizer for real text that fits a small model.',
  components: [
    filesDataset,
    publishedDataset,
    component<'tokenizer', CompactedBpeOptions>('tokenizer', 'compacted-bpe', {
      summary: "GPT-2's byte-pair tokenizer, its vocabulary compacted to what the data uses.",
      options: {
        minimumCount: {
          doc: 'Tokens that the data has less often than this are spelled with shorter ones.',
          format: positiveInteger,
          default: 1,
        },
      },
      create: (options, { corpus }) => createCompactedBpe(corpus, options),
    }),
  ],
});

export {
  instructionAccuracy,
  type Answer,
  type InstructionAccuracy,
} from './ifeval/instruction-accuracy.ts';
export type { LabelledResponse } from './responses/labelled-response.ts';
export { readResponses } from './responses/read-responses.ts';
