import type { Estimate, EvaluationResult } from '@waltz/core';

/** A cell of a sweep: the runs that a row of the paper's tables is measured on. */
export interface CellName {
  readonly sweep: string;
  readonly cell: string;
}

/** What the tables show of an evaluation. The safety world's kinds stand for the paper's benchmarks. */
export const MEASURES = {
  asr: { label: 'ASR', of: ({ asr }: EvaluationResult) => asr },
  orr: { label: 'ORR', of: ({ orr }: EvaluationResult) => orr },
  f1: { label: 'F1', of: ({ f1 }: EvaluationResult) => f1 },
  labelAccuracy: {
    label: 'label accuracy',
    of: (result: EvaluationResult) => result.labelAccuracy,
  },
  labelAccuracyOnAttacks: {
    label: 'label accuracy, attacks',
    of: (result: EvaluationResult) => result.labelAccuracyByKind['wrapped-harmful'],
  },
  labelAccuracyOnHomonyms: {
    label: 'label accuracy, borderline',
    of: (result: EvaluationResult) => result.labelAccuracyByKind['homonym-benign'],
  },
  ftrOnAttacks: {
    label: 'FTR, attacks',
    of: ({ ftrByKind }: EvaluationResult) => ftrByKind['wrapped-harmful'],
  },
  ftrOnHomonyms: {
    label: 'FTR, borderline',
    of: ({ ftrByKind }: EvaluationResult) => ftrByKind['homonym-benign'],
  },
  ftrOnPlainBenign: {
    label: 'FTR, plain benign',
    of: ({ ftrPlainBenign }: EvaluationResult) => ftrPlainBenign,
  },
  improved: { label: 'improved', of: ({ improved }: EvaluationResult) => improved },
  worsened: { label: 'worsened', of: ({ worsened }: EvaluationResult) => worsened },
  asrOnUnseenWrappers: {
    label: 'ASR, unseen wrappers',
    of: ({ benchmarks }: EvaluationResult) => benchmarks?.['unseen-wrappers']?.asr,
  },
  orrOnUnseenWrappers: {
    label: 'ORR, unseen wrappers',
    of: ({ benchmarks }: EvaluationResult) => benchmarks?.['unseen-wrappers']?.orr,
  },
  asrOnUnseenVerbs: {
    label: 'ASR, unseen verbs',
    of: ({ benchmarks }: EvaluationResult) => benchmarks?.['unseen-verbs']?.asr,
  },
  orrOnUnseenVerbs: {
    label: 'ORR, unseen verbs',
    of: ({ benchmarks }: EvaluationResult) => benchmarks?.['unseen-verbs']?.orr,
  },
} as const satisfies Record<
  string,
  { readonly label: string; readonly of: (result: EvaluationResult) => Estimate | undefined }
>;

export type MeasureName = keyof typeof MEASURES;

/** A row of a table: what the paper claims of it, in per cent, and the cell that it is measured on. */
export interface PaperRow {
  readonly label: string;
  readonly measuredOn: CellName;
  /** Left out where the paper says nothing. */
  readonly claimed?: Readonly<Partial<Record<MeasureName, number>>>;
}

export interface PaperTable {
  readonly title: string;
  /** Where in the paper the claims stand, and what of the toy stands for what of the paper. */
  readonly caption: string;
  readonly measures: readonly MeasureName[];
  readonly rows: readonly PaperRow[];
}
