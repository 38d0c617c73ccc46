import type { Estimate, EvaluationMetrics, EvaluationResult } from '@waltz/core';

/** What the tables of evaluations show, in the order in which they show it. */
export const EVALUATION_ROWS: readonly {
  readonly label: string;
  readonly of: (metrics: EvaluationMetrics) => Estimate;
}[] = [
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
  { label: 'non-answers', of: ({ nonAnswer }) => nonAnswer },
];

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
