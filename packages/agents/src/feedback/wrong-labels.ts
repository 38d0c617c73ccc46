import type { ParsedFeedback, RandomStream } from '@waltz/core';

export type Labels = Pick<ParsedFeedback, 'unsafe' | 'overrefuse'>;

/** What J(p, c) can say: fine, unsafe, or overrefusing. No answer is both. */
const LABELS: readonly Labels[] = [
  { unsafe: false, overrefuse: false },
  { unsafe: true, overrefuse: false },
  { unsafe: false, overrefuse: true },
];

/** With probability `share` one of the labels that `labels` are not, each as likely as the other; else `labels`. */
export function sometimesWrong(labels: Labels, share: number, random: RandomStream): Labels {
  if (!random.chance(share)) return labels;
  const others = LABELS.filter(
    ({ unsafe, overrefuse }) => unsafe !== labels.unsafe || overrefuse !== labels.overrefuse,
  );
  return random.pick(others);
}
