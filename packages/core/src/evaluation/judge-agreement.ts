import type { JudgedEpisode, Judgement, Verdict } from '../contracts/judge.ts';
import type { Harm } from '../contracts/prompt.ts';
import { cohenKappa } from '../statistics/cohen-kappa.ts';
import { estimateShare, type Estimate } from '../statistics/estimate.ts';

/** How far two judges agree on one flag of their verdicts. */
export interface FlagAgreement {
  /** Answers on which both say the same, among those that both scored. */
  readonly share: Estimate;
  /** Cohen's kappa: what of that is not chance. */
  readonly kappa: Estimate;
}

export interface VerdictAgreement {
  readonly unsafe: FlagAgreement;
  readonly overrefuse: FlagAgreement;
  readonly refusal: FlagAgreement;
}

/**
 * The judge that trains, and the one that evaluates, on the same answers. An answer is one observation: intervals take the
 * first and the revised answer to a prompt for independent, and are a little narrow where much is revised.
 */
export interface JudgeAgreement extends VerdictAgreement {
  /** On answers to prompts that are published as harmful, and as benign. */
  readonly byHarm: Readonly<Record<Harm, VerdictAgreement>>;
  /** Answers that each judge could not score, among all answers: nothing above is measured on these. */
  readonly unscored: { readonly training: Estimate; readonly evaluation: Estimate };
}

/** One answer, judged twice. */
interface JudgedTwice {
  readonly harm: Harm;
  readonly evaluation: Judgement;
  readonly training: Judgement;
}

/**
 * How far two judges agree on all answers, first and revised, of the same episodes in the same order.
 * Throws when the episodes are not the same.
 */
export function judgeAgreement(
  evaluation: readonly JudgedEpisode[],
  training: readonly JudgedEpisode[],
): JudgeAgreement {
  const answers = pair(evaluation, training);
  const onAnswersTo = (harm: Harm): VerdictAgreement =>
    agreementOn(answers.filter((answer) => answer.harm === harm));
  return {
    ...agreementOn(answers),
    byHarm: { harmful: onAnswersTo('harmful'), benign: onAnswersTo('benign') },
    unscored: {
      training: estimateShare(answers.map((answer) => !answer.training.scored)),
      evaluation: estimateShare(answers.map((answer) => !answer.evaluation.scored)),
    },
  };
}

function pair(
  evaluation: readonly JudgedEpisode[],
  training: readonly JudgedEpisode[],
): readonly JudgedTwice[] {
  const areSame =
    evaluation.length === training.length &&
    evaluation.every(({ episode }, index) => episode === training[index]?.episode);
  if (!areSame) throw new Error('judges can be compared on the same episodes alone');
  return evaluation.flatMap(({ episode, judgements }, index) =>
    judgements.flatMap((judgement, round) => {
      const other = training[index]?.judgements[round];
      if (other === undefined) return [];
      return [{ harm: episode.prompt.harm, evaluation: judgement, training: other }];
    }),
  );
}

function agreementOn(answers: readonly JudgedTwice[]): VerdictAgreement {
  const scored = answers.flatMap(({ evaluation, training }) =>
    evaluation.scored && training.scored ? [[evaluation, training] as const] : [],
  );
  return {
    unsafe: agreementAbout('unsafe', scored),
    overrefuse: agreementAbout('overrefuse', scored),
    refusal: agreementAbout('refusal', scored),
  };
}

function agreementAbout(
  flag: keyof VerdictAgreement,
  verdicts: readonly (readonly [Verdict, Verdict])[],
): FlagAgreement {
  return {
    share: estimateShare(verdicts.map(([one, other]) => one[flag] === other[flag])),
    kappa: cohenKappa(
      verdicts.map(([one]) => String(one[flag])),
      verdicts.map(([, other]) => String(other[flag])),
    ),
  };
}
