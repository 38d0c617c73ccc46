import {
  holmAdjusted,
  meanAndSpread,
  minimumDetectableEffect,
  onParetoFront,
  paretoShares,
  RandomStream,
  tiedGroups,
  type MeanAndSpread,
} from '@waltz/core';
import { compareOutcomes, promptsOf, type PairedComparison } from './compare-outcomes.ts';
import { SWEEP_METRICS, type SweepMetric } from './metric-labels.ts';
import { COMPARED } from './read-outcomes.ts';
import type { CellResults, FinishedSweepRun, SweepResults } from './sweep-results.ts';

/** One cell's figures over its seeds. */
export interface CellSummary {
  readonly name: string;
  readonly finished: number;
  readonly planned: number;
  readonly metrics: Readonly<Record<SweepMetric, MeanAndSpread>>;
  /** Whether no other cell is at least as good in ASR and ORR; null without both. */
  readonly onFront: boolean | null;
  /** Share of resamples in which it is on the front; null with fewer than two common seeds. */
  readonly frontShare: number | null;
}

/** One cell against the baseline, in one metric. */
export interface BaselineComparison extends PairedComparison {
  readonly cell: string;
  readonly metric: SweepMetric;
  /** The bootstrap's p, corrected over all comparisons of the report; null where there is none. */
  readonly adjustedP: number | null;
  /** McNemar's p, corrected in the same way. */
  readonly adjustedMcNemarP: number;
  /** The smallest true difference that this many seeds would find four times in five. */
  readonly detectable: number | null;
}

/** Cells that were not shown to differ in a metric, by name. */
export interface TiedCells {
  readonly metric: SweepMetric;
  readonly groups: readonly (readonly string[])[];
}

export interface SweepAnalysis {
  readonly cells: readonly CellSummary[];
  readonly comparisons: readonly BaselineComparison[];
  readonly ties: readonly TiedCells[];
  /** The seeds that every cell with results has: the Pareto front is drawn over them. */
  readonly commonSeeds: readonly number[];
}

/** Means over seeds, differences to the baseline, ties and the Pareto front of a sweep, as far as it got. */
export function analyseSweep({ record, cells }: SweepResults): SweepAnalysis {
  const byPrompt = record.pairBy === 'prompt';
  const present = cells.filter(({ finished }) => finished.length > 0);
  const commonSeeds = record.seeds.filter((seed) =>
    present.every(({ finished }) => finished.some((run) => run.seed === seed)),
  );
  const compare = rememberedComparison();
  const shares = byPrompt ? frontShares(present, commonSeeds) : null;
  const summaries = cells.map((cell) => summarise(cell));
  const points = summaries.map(({ metrics: { asr, orr } }) =>
    asr.value === null || orr.value === null ? null : { asr: asr.value, orr: orr.value },
  );
  const fronts = onParetoFront(points.filter((point) => point !== null));
  let shown = 0;
  return {
    cells: summaries.map((summary, index) => ({
      ...summary,
      onFront: (points[index] ?? null) === null ? null : (fronts[shown++] ?? null),
      frontShare: shares?.[present.findIndex(({ cell }) => cell.name === summary.name)] ?? null,
    })),
    comparisons: byPrompt ? baselineComparisons(cells, record.baseline, compare) : [],
    ties: byPrompt ? SWEEP_METRICS.map((metric) => tiesIn(present, metric, compare)) : [],
    commonSeeds,
  };
}

type CompareCells = (
  first: CellResults,
  second: CellResults,
  metric: SweepMetric,
) => PairedComparison | null;

/** Compares cells once each: the table of differences and the ties ask for the same. */
function rememberedComparison(): CompareCells {
  const known = new Map<string, PairedComparison | null>();
  return (first, second, metric) => {
    const key = JSON.stringify([first.cell.name, second.cell.name, metric]);
    const comparison = known.get(key) ?? compareOutcomes(first.finished, second.finished, metric);
    known.set(key, comparison);
    return comparison;
  };
}

function summarise({ cell, finished }: CellResults): CellSummary {
  const metric = (name: SweepMetric) =>
    meanAndSpread(finished.flatMap(({ run }) => valueOf(run, name)));
  return {
    name: cell.name,
    finished: finished.length,
    planned: cell.runs.length,
    metrics: {
      asr: metric('asr'),
      orr: metric('orr'),
      ftr: metric('ftr'),
      labelAccuracy: metric('labelAccuracy'),
      helpfulness: metric('helpfulness'),
    },
    onFront: null,
    frontShare: null,
  };
}

function valueOf({ evaluations }: FinishedSweepRun['run'], metric: string): readonly number[] {
  const final = evaluations.find(({ name }) => name === COMPARED) ?? evaluations.at(-1);
  const value = final?.estimates.get(metric)?.value;
  return value === undefined ? [] : [value];
}

function baselineComparisons(
  cells: readonly CellResults[],
  baselineName: string,
  compare: CompareCells,
): readonly BaselineComparison[] {
  const baseline = cells.find(({ cell }) => cell.name === baselineName);
  if (baseline === undefined) return [];
  const compared = cells
    .filter((cell) => cell !== baseline)
    .flatMap((cell) =>
      SWEEP_METRICS.flatMap((metric) => {
        const comparison = compare(cell, baseline, metric);
        return comparison === null ? [] : [{ cell: cell.cell.name, metric, ...comparison }];
      }),
    );
  const tested = compared.filter(({ difference }) => difference.p !== null);
  const adjusted = holmAdjusted(tested.map(({ difference }) => difference.p ?? 1));
  const adjustedMcNemar = holmAdjusted(compared.map(({ mcnemar }) => mcnemar.p));
  return compared.map((comparison, index) => ({
    ...comparison,
    adjustedP: adjusted[tested.indexOf(comparison)] ?? null,
    adjustedMcNemarP: adjustedMcNemar[index] ?? 1,
    detectable: minimumDetectableEffect(
      meanAndSpread(comparison.perSeed).spread,
      comparison.perSeed.length,
    ),
  }));
}

/** All pairs of cells are tested, corrected over those pairs; without a test they count as tied. */
function tiesIn(
  cells: readonly CellResults[],
  metric: SweepMetric,
  compare: CompareCells,
): TiedCells {
  const pairs = cells.flatMap((one, first) =>
    cells.slice(first + 1).map((other, offset) => ({
      key: `${first} ${first + 1 + offset}`,
      p: compare(other, one, metric)?.difference.p ?? 1,
    })),
  );
  const adjusted = holmAdjusted(pairs.map(({ p }) => p));
  const differ = new Set(
    pairs.flatMap(({ key }, index) => ((adjusted[index] ?? 1) <= 0.05 ? [key] : [])),
  );
  const groups = tiedGroups(
    cells.length,
    (one, other) => !differ.has(`${Math.min(one, other)} ${Math.max(one, other)}`),
  );
  return {
    metric,
    groups: groups.map((group) => group.flatMap((index) => cells[index]?.cell.name ?? [])),
  };
}

function frontShares(
  cells: readonly CellResults[],
  seeds: readonly number[],
): readonly number[] | null {
  const outcomesIn = (metric: 'asr' | 'orr') => {
    const prompts = promptsOf(
      cells.flatMap(({ finished }) => finished.map(({ outcomes }) => outcomes[metric])),
    );
    return cells.map(({ finished }) =>
      finished
        .filter(({ seed }) => seeds.includes(seed))
        .map(({ outcomes }) => prompts.map((prompt) => outcomes[metric].get(prompt) ?? null)),
    );
  };
  const [asr, orr] = [outcomesIn('asr'), outcomesIn('orr')];
  const systems = cells.map((_, index) => ({ asr: asr[index] ?? [], orr: orr[index] ?? [] }));
  return paretoShares(systems, RandomStream.of('pareto front'));
}
