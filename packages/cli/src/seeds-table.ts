import { meanAndSpread } from '@waltz/core';
import { evaluationColumns, evaluationRows } from './evaluation-rows.ts';
import { markdownTable } from '@waltz/report';
import type { RunGroup } from './run-groups.ts';

/** What stands in a cell of `seedsTable`. */
export const CELL =
  'In per cent: mean over seeds ± standard deviation (95% t-interval of the mean, cut off at 0 and 100).';

/** A group of runs as a Markdown table: a column for each evaluation, and above it what was run. */
export function seedsTable(group: RunGroup): string {
  const evaluations = group.runs.map(({ summary }) => evaluationColumns(summary.evaluations));
  const names = [...new Set(evaluations.flat().map(({ name }) => name))];
  const measured = evaluations.flat().map(({ metrics }) => metrics);
  const rows = evaluationRows(measured).map(({ label, of }) => [
    label,
    ...names.map((name) => {
      const ofSeeds = evaluations.flat().filter((column) => column.name === name);
      return cell(ofSeeds.map(({ metrics }) => of(metrics)?.value ?? null));
    }),
  ]);
  return `${title(group)}\n\n${markdownTable([['', ...names], ...rows])}`;
}

function title({ experiment, label, runs }: RunGroup): string {
  const seeds = runs.map(({ summary }) => summary.seed).join(', ');
  const seconds = meanAndSpread(runs.map(({ summary }) => summary.seconds)).value ?? 0;
  const backends = distinct(runs.map(({ summary }) => summary.backend));
  const commits = distinct(runs.map(({ gitCommit }) => shortCommit(gitCommit)));
  return [
    `**${[experiment, label].filter(Boolean).join(', ')}**: ${runs.length === 1 ? 'seed' : `${runs.length} seeds:`} ${seeds}`,
    `${backends}, ${seconds.toFixed(0)} s a run, code ${commits}`,
  ].join('; ');
}

function distinct(names: readonly string[]): string {
  return [...new Set(names)].join(' and ');
}

/** Seven digits, and whether files differed from the commit. */
export function shortCommit(commit: string | null): string {
  return commit === null ? 'unknown' : commit.replace(/^([0-9a-f]{7})[0-9a-f]*/, '$1');
}

function cell(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  const { value, spread, low, high } = meanAndSpread(known);
  if (value === null) return '–';
  if (spread === null) return percentage(value);
  const interval = `${percentage(Math.max(0, low))}–${percentage(Math.min(1, high))}`;
  return `${percentage(value)} ± ${percentage(spread)} (${interval})`;
}

function percentage(share: number): string {
  return (100 * share).toFixed(1);
}
