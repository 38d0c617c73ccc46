import { PROMPT_METRICS, type MeanAndSpread, type SweepRecord } from '@waltz/core';
import { percent } from '../page/numbers.ts';
import type { BaselineComparison, SweepAnalysis } from './analyse-sweep.ts';
import { METRICS } from './metric-labels.ts';

/** A table as words: the page and the Markdown file show the same. */
export interface SweepTable {
  readonly title: string;
  readonly caption: string;
  readonly columns: readonly string[];
  /** `[row][column]`, the first cell of each row being its heading. */
  readonly rows: readonly (readonly string[])[];
}

/** The tables of a sweep's report; those that would be empty are left out. */
export function sweepTables(record: SweepRecord, analysis: SweepAnalysis): readonly SweepTable[] {
  const tables = [
    meansTable(analysis),
    differencesTable(record, analysis),
    tiesTable(analysis),
    frontTable(analysis),
  ];
  return tables.filter(({ rows }) => rows.length > 0);
}

function meansTable({ cells }: SweepAnalysis): SweepTable {
  return {
    title: 'Each cell over its seeds',
    caption:
      'In per cent: mean over finished seeds, with the 95% t-interval of the mean, cut off at 0 and 100. ' +
      'Held-out prompts, answers after feedback. One seed alone has no interval.',
    columns: ['cell', 'seeds', ...PROMPT_METRICS.map((metric) => METRICS[metric].label)],
    rows: cells.map(({ name, finished, planned, metrics }) => [
      name,
      finished === planned ? String(finished) : `${finished} of ${planned}`,
      ...PROMPT_METRICS.map((metric) => meanCell(metrics[metric])),
    ]),
  };
}

function meanCell({ value, low, high, n }: MeanAndSpread): string {
  if (value === null) return '–';
  if (n < 2) return percent(value);
  return `${percent(value)} (${percent(Math.max(0, low))}–${percent(Math.min(1, high))})`;
}

function differencesTable({ baseline }: SweepRecord, { comparisons }: SweepAnalysis): SweepTable {
  return {
    title: `Differences to ${baseline}`,
    caption:
      'In percentage points, on the seeds and prompts that both have; intervals are cut off at ±100. Interval and p: paired bootstrap over prompts with ' +
      'seeds as clusters; for a single seed it speaks of that one pair of models. McNemar: exact, over all pairs of seed and ' +
      'prompt as if they were independent, which they are not; its counts are pairs in which only the cell, or only the ' +
      `baseline, has the outcome. Both p are corrected (Holm) over the ${comparisons.length} comparisons of this table. ` +
      'Detectable: the smallest true difference that a t-test over this many seeds finds four times in five; none when not even 100 points would be.',
    columns: [
      'cell',
      'metric',
      'seeds',
      'prompts',
      'difference',
      'p (Holm)',
      'McNemar',
      'p (Holm)',
      'detectable',
    ],
    rows: comparisons.map(differenceRow),
  };
}

function differenceRow(comparison: BaselineComparison): readonly string[] {
  const { cell, metric, seeds, prompts, difference, mcnemar, detectable } = comparison;
  const { value, low, high } = difference;
  // Without a single pair that differs there is no spread to make an interval from.
  const hasSpread = Number.isFinite(low) && low < high;
  const interval = hasSpread
    ? ` (${signed(Math.max(-1, low))} to ${signed(Math.min(1, high))})`
    : '';
  return [
    cell,
    METRICS[metric].label,
    String(seeds.length),
    String(prompts),
    `${signed(value ?? 0)}${interval}`,
    pText(comparison.adjustedP),
    `${mcnemar.onlyFirst} : ${mcnemar.onlySecond}`,
    pText(comparison.adjustedMcNemarP),
    detectableText(detectable),
  ];
}

function detectableText(effect: number | null): string {
  // No spread at all was seen: that says nothing of the next seed.
  if (effect === null || effect === 0) return '–';
  return effect > 1 ? 'none' : percent(effect);
}

/** A difference of shares in percentage points, with its sign. */
function signed(share: number): string {
  const text = percent(Math.abs(share));
  if (text === '0.0') return text;
  return `${share < 0 ? '−' : '+'}${text}`;
}

function pText(p: number | null): string {
  if (p === null) return '–';
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}

function tiesTable({ ties }: SweepAnalysis): SweepTable {
  return {
    title: 'Which cells are tied',
    caption:
      'Groups within which no two cells were shown to differ at 5% (paired bootstrap, Holm over all pairs of cells). ' +
      'A cell may be in several. Tied does not mean equal: see what was detectable.',
    columns: ['metric', 'groups'],
    rows: ties
      .filter(({ groups }) => groups.some((group) => group.length > 0))
      .map(({ metric, groups }) => [
        METRICS[metric].label,
        groups.map((group) => `{ ${group.join(', ')} }`).join('  '),
      ]),
  };
}

function frontTable({ cells, commonSeeds }: SweepAnalysis): SweepTable {
  return {
    title: 'The Pareto front of ASR and ORR',
    caption:
      'On the front: no other cell is at least as good in both rates. The share of 2,000 resamples of seeds and prompts in ' +
      `which it is so tells how sure that is${commonSeeds.length < 2 ? '; it needs two seeds that all cells have' : ` (seeds ${commonSeeds.join(', ')})`}.`,
    columns: ['cell', 'on the front', 'share of resamples'],
    rows: cells
      .filter(({ onFront }) => onFront !== null)
      .map(({ name, onFront, frontShare }) => [
        name,
        onFront === true ? 'yes' : 'no',
        frontShare === null ? '–' : `${percent(frontShare)}%`,
      ]),
  };
}
