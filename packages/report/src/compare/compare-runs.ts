import { holmAdjusted, meanOf, PROMPT_METRICS } from '@waltz/core';
import { readRun } from '../run/read-run.ts';
import { compareOutcomes, type PairedComparison } from '../sweep/compare-outcomes.ts';
import { METRICS } from '../sweep/metric-labels.ts';
import { readOutcomes } from '../sweep/read-outcomes.ts';

/** Two runs in one metric of their final evaluations, over the prompts that both have. */
export interface MetricComparison extends Omit<PairedComparison, 'seeds' | 'perSeed'> {
  readonly label: string;
  readonly better: 'lower' | 'higher' | null;
  /** The rate of each run, over the compared prompts. */
  readonly first: number;
  readonly second: number;
  /** The p of `difference`, corrected over all metrics (Holm); null where there is none. */
  readonly adjustedP: number | null;
  /** The same of McNemar's p. */
  readonly adjustedMcNemarP: number;
}

/**
 * Compares two finished runs prompt by prompt, whatever their seeds: `difference` is the second run minus the first, and
 * its interval is for new prompts of the same kind. It speaks of these two trained models, not of their configs: that
 * takes several seeds and a sweep. A metric without a common prompt is left out.
 * Throws when a run has no ledger.
 */
export async function compareRuns(
  firstFolder: string,
  secondFolder: string,
): Promise<readonly MetricComparison[]> {
  const [first, second] = await Promise.all([outcomesOf(firstFolder), outcomesOf(secondFolder)]);
  const compared = PROMPT_METRICS.flatMap((metric) => {
    // Both stand for one and the same seed, so that they are taken for a pair.
    const comparison = compareOutcomes(
      [{ seed: 0, outcomes: second }],
      [{ seed: 0, outcomes: first }],
      metric,
    );
    return comparison === null ? [] : [{ metric, comparison }];
  });
  const tested = compared.filter(({ comparison }) => comparison.difference.p !== null);
  const adjusted = holmAdjusted(tested.map(({ comparison }) => comparison.difference.p ?? 1));
  const adjustedMcNemar = holmAdjusted(compared.map(({ comparison }) => comparison.mcnemar.p));
  return compared.map((one, index) => ({
    label: METRICS[one.metric].label,
    better: METRICS[one.metric].better ?? null,
    prompts: one.comparison.prompts,
    difference: one.comparison.difference,
    mcnemar: one.comparison.mcnemar,
    first: commonMean(first[one.metric], second[one.metric]),
    second: commonMean(second[one.metric], first[one.metric]),
    adjustedP: adjusted[tested.indexOf(one)] ?? null,
    adjustedMcNemarP: adjustedMcNemar[index] ?? 1,
  }));
}

async function outcomesOf(folder: string) {
  const { config } = await readRun(folder);
  return readOutcomes(folder, config);
}

type Outcomes = ReadonlyMap<string, number>;

/** The mean of `own` over the prompts that `other` has as well, of which there is at least one. */
function commonMean(own: Outcomes, other: Outcomes): number {
  const values = [...own].flatMap(([prompt, outcome]) => (other.has(prompt) ? outcome : []));
  return meanOf(values) ?? 0;
}
