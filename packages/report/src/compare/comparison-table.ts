import { differenceText, probability } from '../page/difference-text.ts';
import { percent } from '../page/numbers.ts';
import type { WordTable } from '../word-table.ts';
import type { MetricComparison } from './compare-runs.ts';

const ARROW = { lower: ' ↓', higher: ' ↑' } as const;

/** Two runs side by side, with the paired difference in every metric. */
export function comparisonTable(metrics: readonly MetricComparison[]): WordTable {
  return {
    title: 'Final evaluations, prompt by prompt',
    caption:
      'In per cent, over the prompts that both runs have; the difference is second minus first, in points. Interval and ' +
      'p: paired bootstrap over prompts; they speak of these two trained models, not of another seed (waltz sweep does). ' +
      'McNemar: exact; its counts are prompts that have it in the first run alone, and in the second alone. ' +
      `Both p are corrected (Holm) over these ${metrics.length} metrics. Arrows: the better direction.`,
    columns: [
      'metric',
      'first',
      'second',
      'prompts',
      'difference',
      'p (Holm)',
      'McNemar',
      'p (Holm)',
    ],
    rows: metrics.map(rowOf),
  };
}

function rowOf(metric: MetricComparison): readonly string[] {
  const { label, better, first, second, prompts, difference, mcnemar } = metric;
  return [
    `${label}${better === null ? '' : ARROW[better]}`,
    percent(first),
    percent(second),
    String(prompts),
    differenceText(difference),
    probability(metric.adjustedP),
    // The pairs have the second run first: the difference is second minus first.
    `${mcnemar.onlySecond} : ${mcnemar.onlyFirst}`,
    probability(metric.adjustedMcNemarP),
  ];
}
