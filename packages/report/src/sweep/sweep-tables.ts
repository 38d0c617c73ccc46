import type { MeanAndSpread, SweepRecord } from '@waltz/core';
import { differenceText, probability } from '../page/difference-text.ts';
import { percent } from '../page/numbers.ts';
import type { WordTable } from '../word-table.ts';
import type { BaselineComparison, SweepAnalysis } from './analyse-sweep.ts';
import { METRICS, SWEEP_METRICS } from './metric-labels.ts';

/** The tables of a sweep's report; those that would be empty are left out. */
export function sweepTables(record: SweepRecord, analysis: SweepAnalysis): readonly WordTable[] {
  const tables = [
    meansTable(analysis),
    differencesTable(record, analysis),
    tiesTable(analysis),
    frontTable(analysis),
  ];
  return tables.filter(({ rows }) => rows.length > 0);
}

function meansTable({ cells }: SweepAnalysis): WordTable {
  return {
    title: 'Each cell over its seeds',
    caption:
      'In per cent: mean over finished seeds, with the 95% t-interval of the mean, cut off at 0 and 100. ' +
      'Held-out prompts, answers after feedback. One seed alone has no interval.',
    columns: ['cell', 'seeds', ...SWEEP_METRICS.map((metric) => METRICS[metric].label)],
    rows: cells.map(({ name, finished, planned, metrics }) => [
      name,
      finished === planned ? String(finished) : `${finished} of ${planned}`,
      ...SWEEP_METRICS.map((metric) => meanCell(metrics[metric])),
    ]),
  };
}

function meanCell({ value, low, high, n }: MeanAndSpread): string {
  if (value === null) return '–';
  if (n < 2) return percent(value);
  return `${percent(value)} (${percent(Math.max(0, low))}–${percent(Math.min(1, high))})`;
}

function differencesTable({ baseline }: SweepRecord, { comparisons }: SweepAnalysis): WordTable {
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
  return [
    cell,
    METRICS[metric].label,
    String(seeds.length),
    String(prompts),
    differenceText(difference),
    probability(comparison.adjustedP),
    `${mcnemar.onlyFirst} : ${mcnemar.onlySecond}`,
    probability(comparison.adjustedMcNemarP),
    detectableText(detectable),
  ];
}

function detectableText(effect: number | null): string {
  // No spread at all was seen: that says nothing of the next seed.
  if (effect === null || effect === 0) return '–';
  return effect > 1 ? 'none' : percent(effect);
}

function tiesTable({ ties }: SweepAnalysis): WordTable {
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

function frontTable({ cells, commonSeeds }: SweepAnalysis): WordTable {
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
