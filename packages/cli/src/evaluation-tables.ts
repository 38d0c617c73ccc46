import type { Estimate, EvaluationResult } from '@waltz/core';
import { estimatesOf, judgeAgreementTable } from '@waltz/report';
import Table from 'cli-table3';
import colours from 'picocolors';
import { evaluationColumns, evaluationRows } from './evaluation-rows.ts';
import { percent } from './percent.ts';
import { terminalTable } from './terminal-table.ts';

type Evaluations = Readonly<Record<string, EvaluationResult>>;

/** Colours are picocolors' business: it leaves them out of pipes and files. */
const PLAIN = { head: [], border: [], compact: true };

/**
 * The evaluations of a run side by side: each figure in per cent, with its 95% interval. Where they have a judge of their
 * own, a second table says how far it agrees with the one that trains.
 */
export function evaluationTables(evaluations: Evaluations): string {
  const named = Object.entries(evaluations).map(([name, result]) => ({
    name,
    estimates: estimatesOf(result),
  }));
  const agreement = judgeAgreementTable(named);
  const figures = figuresTable(evaluations);
  return agreement === null ? figures : `${figures}\n${terminalTable(agreement)}`;
}

function figuresTable(evaluations: Evaluations): string {
  const columns = evaluationColumns(evaluations);
  const table = new Table({
    head: ['%, 95% interval', ...columns.map(({ name }) => name)].map(colours.bold),
    style: PLAIN,
  });
  for (const { label, of } of evaluationRows(columns.map(({ metrics }) => metrics))) {
    table.push([label, ...columns.map(({ metrics }) => cell(of(metrics)))]);
  }
  return table.toString();
}

function cell(estimate: Estimate | undefined): string {
  if (estimate === undefined) return '';
  const { low, high, value } = estimate;
  if (value === null) return percent(estimate);
  return `${percent(estimate)} (${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)})`;
}
