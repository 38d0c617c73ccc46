import { component, definePlugin, fraction, positive } from '@waltz/core';
import { gspo } from './gspo.ts';

export default definePlugin({
  name: '@waltz/algorithm-gspo',
  summary: 'An example of an algorithm: GSPO.',
  components: [
    component('algorithm', 'gspo', {
      summary: 'GSPO: standard scores among the rollouts of a prompt, one ratio a whole answer.',
      comparesRollouts: true,
      options: {
        below: {
          doc: 'How far the ratio of an answer may fall below 1.',
          format: fraction,
          default: 3e-4,
        },
        above: { doc: 'How far it may rise above 1.', format: positive, default: 4e-4 },
      },
      create: (clip) => gspo(clip),
    }),
  ],
});
