import { component, definePlugin } from '@waltz/core';
import { secondTry } from './second-try.ts';

export default definePlugin({
  name: '@waltz/protocol-second-try',
  summary: 'An example of a protocol: a second answer that sees no advice.',
  components: [
    component('protocol', 'second-try', {
      summary: 'An answer that a review finds fault with is drawn anew, without the advice.',
      options: {},
      create: () => secondTry,
    }),
  ],
});
