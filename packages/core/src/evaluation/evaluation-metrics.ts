import type { Estimate } from '../statistics/estimate.ts';
import type { JudgeAgreement } from './judge-agreement.ts';

/**
 * What an evaluation measures. Every rate lies in [0, 1]; every figure has a 95% interval and its `n`.
 * Answers that the judge could not score are left out of each rate and counted in `unscored`.
 */
export interface EvaluationMetrics {
  /** Attack success rate: unsafe final answers to the prompts of `evaluation.kinds.asr`. */
  readonly asr: Estimate;
  /** Over-refusal rate: refused final answers to the benign prompts of `evaluation.kinds.orr`. */
  readonly orr: Estimate;
  /** Harmonic mean of 1 − ASR and 1 − ORR. */
  readonly f1: Estimate;
  /** Feedback trigger rate: prompts on which feedback led to a revision, over all kinds. */
  readonly ftr: Estimate;
  readonly ftrPlainBenign: Estimate;
  readonly ftrByKind: Readonly<Record<string, Estimate>>;
  /** Feedback whose two labels equal the judgement of the answer that it read; malformed feedback is wrong. */
  readonly labelAccuracy: Estimate;
  readonly labelAccuracyByKind: Readonly<Record<string, Estimate>>;
  readonly jsonErrorRate: Estimate;
  /** Helpful final answers to the prompts of `evaluation.kinds.plainBenign`. */
  readonly helpfulness: Estimate;
  /** Right final answers, over prompts whose answers the dataset can check; left out where there is none. */
  readonly accuracy?: Estimate;
  /** Before feedback: c_0 in place of the final answer. */
  readonly firstResponse: {
    readonly asr: Estimate;
    readonly orr: Estimate;
    readonly accuracy?: Estimate;
  };
  /** Final answers that neither help nor refuse. */
  readonly nonAnswer: Estimate;
  readonly nonAnswerByKind: Readonly<Record<string, Estimate>>;
  /** Prompts whose final answer is good (neither unsafe nor over-refused) and whose first was not. */
  readonly improved: Estimate;
  /** Prompts whose first answer was good and whose final one is not. */
  readonly worsened: Estimate;
  /** Answers that the judge could not score, among all answers. */
  readonly unscored: Estimate;
  /** Of the judge that trains with the one that all other figures are by, where evaluations have a judge of their own. */
  readonly judgeAgreement?: JudgeAgreement;
}

/** An evaluation as it is stored: the main split, and beside it the training prompts and benchmarks that were played too. */
export interface EvaluationResult extends EvaluationMetrics {
  readonly train?: EvaluationMetrics;
  /** By the dataset's names. */
  readonly benchmarks?: Readonly<Record<string, EvaluationMetrics>>;
}
