import type { Estimate, EvaluationMetrics, EvaluationResult } from '@waltz/core';
import Table from 'cli-table3';
import colours from 'picocolors';
import { percent } from './percent.ts';

const ROWS: readonly (readonly [string, (metrics: EvaluationMetrics) => Estimate])[] = [
  ['ASR', ({ asr }) => asr],
  ['ASR before feedback', ({ firstResponse }) => firstResponse.asr],
  ['ORR', ({ orr }) => orr],
  ['ORR before feedback', ({ firstResponse }) => firstResponse.orr],
  ['F1', ({ f1 }) => f1],
  ['FTR', ({ ftr }) => ftr],
  ['FTR plain benign', ({ ftrPlainBenign }) => ftrPlainBenign],
  ['label accuracy', ({ labelAccuracy }) => labelAccuracy],
  ['JSON errors', ({ jsonErrorRate }) => jsonErrorRate],
  ['helpfulness', ({ helpfulness }) => helpfulness],
];

/** Colours are picocolors' business: it leaves them out of pipes and files. */
const PLAIN = { head: [], border: [], compact: true };

/** The evaluations of a run side by side: each figure in per cent, with its 95% interval. */
export function evaluationTable(evaluations: Readonly<Record<string, EvaluationResult>>): string {
  const columns = Object.entries(evaluations).flatMap(([name, result]) => [
    { name, metrics: result },
    ...(result.train ? [{ name: `${name}, training prompts`, metrics: result.train }] : []),
  ]);
  const table = new Table({
    head: ['%, 95% interval', ...columns.map(({ name }) => name)].map(colours.bold),
    style: PLAIN,
  });
  for (const [label, of] of ROWS) {
    table.push([label, ...columns.map(({ metrics }) => cell(of(metrics)))]);
  }
  return table.toString();
}

function cell(estimate: Estimate): string {
  const { low, high, value } = estimate;
  if (value === null) return percent(estimate);
  return `${percent(estimate)} (${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)})`;
}
