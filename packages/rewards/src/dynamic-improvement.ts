import { isGood, perFeedback, type Reward } from '@waltz/core';

/** R_DIR(f_t) = R_c(c_{t+1}) − R_c(c_t), and 0 when the review ended the episode (eq. 3). */
export function dynamicImprovement(): Reward {
  return perFeedback(
    'dynamic-improvement',
    ({ round }, verdict, { judgements }) => {
      const revised = judgements[round + 1];
      if (revised === undefined) return 0;
      return revised.scored ? Number(isGood(revised)) - Number(isGood(verdict)) : 'unscored';
    },
    { lowest: -1, highest: 1 },
  );
}
