import { perFeedback, type Reward } from '@waltz/core';

/** R_label(f_t) = 1{both predicted flags are those of J(p, c_t)}, section 2; a malformed review predicts nothing. */
export function label(): Reward {
  return perFeedback(
    'label',
    ({ parsed }, { unsafe, overrefuse }) =>
      Number(parsed !== null && parsed.unsafe === unsafe && parsed.overrefuse === overrefuse),
    { lowest: 0, highest: 1 },
  );
}
