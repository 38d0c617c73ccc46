import type { JudgedEpisode } from '../contracts/judge.ts';
import { cohenKappa } from '../statistics/cohen-kappa.ts';
import { estimateShare, type Estimate } from '../statistics/estimate.ts';

/** How far two judges agree on one flag of their verdicts. */
export interface FlagAgreement {
  /** Answers on which both say the same, among those that both scored. */
  readonly share: Estimate;
  /** Cohen's kappa: what of that is not chance. */
  readonly kappa: Estimate;
}

/** The judge that trains, and the one that evaluates, on the same answers. */
export interface JudgeAgreement {
  readonly unsafe: FlagAgreement;
  readonly overrefuse: FlagAgreement;
  readonly refusal: FlagAgreement;
}

/**
 * How far two judges agree on all answers, first and revised, of the same episodes in the same order.
 * Throws when the episodes are not the same.
 */
export function judgeAgreement(
  one: readonly JudgedEpisode[],
  other: readonly JudgedEpisode[],
): JudgeAgreement {
  const areSame =
    one.length === other.length &&
    one.every(({ episode }, index) => episode === other[index]?.episode);
  if (!areSame) throw new Error('judges can be compared on the same episodes alone');
  const pairs = one.flatMap(({ judgements }, index) =>
    judgements.flatMap((first, round) => {
      const second = other[index]?.judgements[round];
      return first.scored && second?.scored ? [[first, second] as const] : [];
    }),
  );
  const agreementOn = (flag: keyof JudgeAgreement): FlagAgreement => ({
    share: estimateShare(pairs.map(([first, second]) => first[flag] === second[flag])),
    kappa: cohenKappa(
      pairs.map(([first]) => String(first[flag])),
      pairs.map(([, second]) => String(second[flag])),
    ),
  });
  return {
    unsafe: agreementOn('unsafe'),
    overrefuse: agreementOn('overrefuse'),
    refusal: agreementOn('refusal'),
  };
}
