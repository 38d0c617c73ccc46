import {
  fastest,
  lossDisagreement,
  peakRate,
  type Comparison,
  type PeakRate,
} from './comparison.ts';
import { curvesOf, type Curve } from './growth.ts';
import type { CurveFigure } from './plots.ts';
import { contendersTable, growthTable, operationsTable } from './tables.ts';

/** Load average from which something else takes a good part of a core. */
const BUSY = 1;

/** Where and how something was measured. */
export interface Circumstances {
  readonly command: string;
  readonly date: string;
  readonly commit: string;
  readonly machine: readonly (readonly [string, string])[];
  /** Processes that wanted a core in the minute before it began. */
  readonly loadAverage: number;
  readonly python: string;
  /** Who is not there, and why. */
  readonly missing: readonly string[];
  readonly minutes: number;
  /** Of a card; a processor's is what the comparisons show. */
  readonly peak?: PeakRate;
}

/** All that was measured as Markdown: models first, then matrix products, operations and growth. */
export function markdownReport(
  circumstances: Circumstances,
  comparisons: readonly Comparison[],
  figures: readonly CurveFigure[],
): string {
  const of = (group: Comparison['group']) => comparisons.filter((one) => one.group === group);
  const peak = circumstances.peak ?? peakRate(comparisons);
  const curves = curvesOf(comparisons);
  return [
    '# How fast the engine is',
    circumstancesText(circumstances, peak),
    ...(of('model').length === 0 ? [] : ['## Models']),
    ...of('model').map((comparison) => modelSection(comparison, peak?.rate ?? null)),
    ...section('Matrix products', of('matmul'), 'rate'),
    ...section('Operations', of('operation'), 'time'),
    ...(curves.length === 0 ? [] : [growthSection(curves, figures)]),
  ]
    .join('\n\n')
    .concat('\n');
}

function circumstancesText(
  { command, date, commit, machine, loadAverage, python, missing, minutes }: Circumstances,
  peak: PeakRate | null,
): string {
  return [
    `\`${command}\`, ${date}, commit ${commit}, ${minutes.toFixed(0)} min. Made by the command: do not edit.`,
    ...(loadAverage > BUSY
      ? [`**The machine was busy (load average ${loadAverage.toFixed(1)}): not for publication.**`]
      : []),
    [
      ...machine.map(([name, value]) => `- ${name}: ${value}`),
      `- peers: ${python}`,
      ...missing.map((line) => `- not there: ${line}`),
    ].join('\n'),
    ...(peak === null
      ? []
      : [
          `“Of peak” is the share of ${(peak.rate / 1e9).toFixed(0)} GF/s, the fastest matrix product of this run (${peak.contender}, ${peak.subject}), that the arithmetic of the work comes to.`,
        ]),
  ].join('\n\n');
}

function modelSection(comparison: Comparison, peak: number | null): string {
  const disagreement = lossDisagreement(comparison, 2);
  const best = fastest(comparison, 'peer');
  return [
    `### ${comparison.subject}: ${comparison.work}`,
    contendersTable(comparison, peak),
    ...(best === undefined ? ['No peer was measured: ratios are to our fastest.'] : []),
    ...(disagreement === null
      ? []
      : [
          `The first two losses of all, from equal weights, are within ${disagreement.toExponential(0)} of each other.`,
        ]),
  ].join('\n\n');
}

function section(
  title: string,
  comparisons: readonly Comparison[],
  unit: 'rate' | 'time',
): readonly string[] {
  return comparisons.length === 0 ? [] : [`## ${title}`, operationsTable(comparisons, unit)];
}

function growthSection(curves: readonly Curve[], figures: readonly CurveFigure[]): string {
  return [
    '## Growth',
    'Seconds at the last point over what the arithmetic makes of the middle one: 1 grows in proportion to the floating-point operations. Dashed in the figures.',
    growthTable(curves),
    ...figures.map(({ file, title }) => `![${title}](${file})`),
  ].join('\n\n');
}
