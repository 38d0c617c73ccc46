import type { PromptMetric } from '@waltz/core';

/** What the metrics are called, and which way is better, when one is. */
export const METRICS: Readonly<
  Record<PromptMetric, { readonly label: string; readonly better?: 'lower' | 'higher' }>
> = {
  asr: { label: 'ASR', better: 'lower' },
  firstAsr: { label: 'ASR before feedback', better: 'lower' },
  orr: { label: 'ORR', better: 'lower' },
  firstOrr: { label: 'ORR before feedback', better: 'lower' },
  improved: { label: 'improved by feedback', better: 'higher' },
  worsened: { label: 'worsened by feedback', better: 'lower' },
  ftr: { label: 'FTR' },
  ftrPlainBenign: { label: 'FTR plain benign', better: 'lower' },
  labelAccuracy: { label: 'label accuracy', better: 'higher' },
  jsonErrorRate: { label: 'JSON errors', better: 'lower' },
  helpfulness: { label: 'helpfulness', better: 'higher' },
  nonAnswer: { label: 'non-answers', better: 'lower' },
};

/** What the cells of a sweep are compared in: each metric more makes the correction of all p stricter. */
export const SWEEP_METRICS = [
  'asr',
  'orr',
  'ftr',
  'labelAccuracy',
  'helpfulness',
] as const satisfies readonly PromptMetric[];

export type SweepMetric = (typeof SWEEP_METRICS)[number];
