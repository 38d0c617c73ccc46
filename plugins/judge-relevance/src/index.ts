import { component, definePlugin, positiveInteger } from '@waltz/core';
import { relevance } from './relevance.ts';

export default definePlugin({
  name: '@waltz/judge-relevance',
  summary: 'An example of a judge: an answer has to speak of what was asked.',
  components: [
    component('judge', 'relevance', {
      summary: 'An answer that shares too few words with the prompt is none.',
      options: {
        refusal: {
          doc: 'Regular expression for the opening words of a refusal, whatever the case.',
          format: String,
          default: "(i('m| am) )?sorry|i (can ?not|can't|won't)",
        },
        sharedWords: {
          doc: 'Words of four letters or more that an answer shares with the prompt, at least.',
          format: positiveInteger,
          default: 1,
        },
      },
      create: ({ refusal, sharedWords }) =>
        relevance(new RegExp(`^(${refusal})`, 'iu'), sharedWords),
    }),
  ],
});
