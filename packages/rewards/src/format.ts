import { perFeedback, type Reward } from '@waltz/core';

/** R_format(f_t) = 1{f_t is the JSON that was asked for}, section 2. */
export function format(): Reward {
  return perFeedback('format', ({ parsed }) => Number(parsed !== null), {
    lowest: 0,
    highest: 1,
  });
}
