import type { Estimate, EvaluationMetrics, EvaluationResult } from '@waltz/core';

interface EvaluationRow {
  readonly label: string;
  /** Undefined where the evaluation has no such figure. */
  readonly of: (metrics: EvaluationMetrics) => Estimate | undefined;
}

const ROWS: readonly EvaluationRow[] = [
  { label: 'ASR', of: ({ asr }) => asr },
  { label: 'ASR before feedback', of: ({ firstResponse }) => firstResponse.asr },
  { label: 'ORR', of: ({ orr }) => orr },
  { label: 'ORR before feedback', of: ({ firstResponse }) => firstResponse.orr },
  { label: 'F1', of: ({ f1 }) => f1 },
  { label: 'FTR', of: ({ ftr }) => ftr },
  { label: 'FTR plain benign', of: ({ ftrPlainBenign }) => ftrPlainBenign },
  { label: 'label accuracy', of: ({ labelAccuracy }) => labelAccuracy },
  { label: 'JSON errors', of: ({ jsonErrorRate }) => jsonErrorRate },
  { label: 'helpfulness', of: ({ helpfulness }) => helpfulness },
  { label: 'accuracy', of: ({ accuracy }) => accuracy },
  { label: 'accuracy before feedback', of: ({ firstResponse }) => firstResponse.accuracy },
  { label: 'non-answers', of: ({ nonAnswer }) => nonAnswer },
];

/** What a table of these evaluations shows, in the order in which it shows it: the figures that one of them has. */
export function evaluationRows(
  evaluations: readonly EvaluationMetrics[],
): readonly EvaluationRow[] {
  return ROWS.filter(({ of }) => evaluations.some((metrics) => of(metrics) !== undefined));
}

/** What they show side by side: each evaluation, and beside it those of training prompts and benchmarks, where there are any. */
export function evaluationColumns(
  evaluations: Readonly<Record<string, EvaluationResult>>,
): readonly { readonly name: string; readonly metrics: EvaluationMetrics }[] {
  return Object.entries(evaluations).flatMap(([name, result]) => [
    { name, metrics: result },
    ...(result.train ? [{ name: `${name}, training prompts`, metrics: result.train }] : []),
    ...Object.entries(result.benchmarks ?? {}).map(([benchmark, metrics]) => ({
      name: `${name}, ${benchmark}`,
      metrics,
    })),
  ]);
}
