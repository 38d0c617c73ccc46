import type { PromptMetric } from '@waltz/core';

/** What the metrics are called, and which way is better, when one is. */
export const METRICS: Readonly<
  Record<PromptMetric, { readonly label: string; readonly better?: 'lower' | 'higher' }>
> = {
  asr: { label: 'ASR', better: 'lower' },
  orr: { label: 'ORR', better: 'lower' },
  ftr: { label: 'FTR' },
  labelAccuracy: { label: 'label accuracy', better: 'higher' },
  helpfulness: { label: 'helpfulness', better: 'higher' },
};
