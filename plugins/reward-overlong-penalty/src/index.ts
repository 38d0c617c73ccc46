import { component, definePlugin, positiveInteger } from '@waltz/core';
import { overlongPenalty } from './overlong-penalty.ts';

export default definePlugin({
  name: '@waltz/reward-overlong-penalty',
  summary: 'An example of a reward: the soft punishment of overlong answers of DAPO.',
  components: [
    component('reward', 'overlong-penalty', {
      summary: '0 for short answers, falling to −1 over the last tokens that are allowed (DAPO).',
      options: {
        longest: {
          doc: 'L_max: tokens at which the penalty is whole; the maxNewTokens of the agent.',
          format: positiveInteger,
          default: 512,
        },
        margin: {
          doc: 'L_cache: tokens before that over which the penalty grows.',
          format: positiveInteger,
          default: 128,
        },
      },
      create: ({ longest, margin }) => overlongPenalty(longest, margin),
    }),
  ],
});
