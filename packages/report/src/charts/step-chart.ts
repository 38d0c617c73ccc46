import { dot, gridY, lineY, ruleY, windowY, type Markish } from '@observablehq/plot';
import { metricPoints } from '../run/metric-points.ts';
import type { RunRecord } from '../run/run-record.ts';
import type { KeyEntry } from './chart.ts';
import { renderPlot } from './render-plot.ts';
import { stageMarks, stepScale } from './step-axis.ts';
import type { ChartStyle } from './style.ts';

/** A metric that is drawn as a line. */
export interface StepSeries {
  readonly metric: string;
  readonly label: string;
  readonly colour: string;
  readonly dashed?: boolean;
  /** Draws the moving mean alone, for what stands behind a main series. */
  readonly meanOnly?: boolean;
}

/** What a chart over training shows besides its series. */
export interface StepChartOptions {
  readonly run: RunRecord;
  readonly style: ChartStyle;
  readonly series: readonly StepSeries[];
  /** Label of the y axis, with its unit. */
  readonly yLabel: string;
  /** Multiplies the values before they are drawn: 100 makes a share a percentage. */
  readonly factor?: number;
  /** Values that the y axis shows in any case, in the unit of the axis. */
  readonly atLeast?: readonly number[];
  /** Where values below are drawn, in the unit of the axis, for a metric without a lower bound. */
  readonly noLessThan?: number;
  /** Marks drawn above the lines. */
  readonly marks?: readonly Markish[];
  readonly width?: number;
  readonly height?: number;
}

/**
 * Draws metrics over training steps: each step thin and faint, a centred moving mean bold, stages apart.
 * Null when the run holds none of the metrics.
 */
export function stepChart(
  options: StepChartOptions,
): { readonly svg: string; readonly key: readonly KeyEntry[] } | null {
  const { run, style, factor = 1, atLeast = [] } = options;
  const present = options.series.filter(({ metric }) => metricPoints(run, metric).length > 0);
  if (present.length === 0 && options.marks === undefined) return null;
  const marks = present.flatMap((series) => seriesMarks(run, series, factor, options.noLessThan));
  const svg = renderPlot({
    width: options.width ?? 500,
    height: options.height ?? 270,
    marginLeft: 52,
    marginTop: 38,
    marginRight: 14,
    marginBottom: 44,
    x: stepScale(run),
    y: { label: options.yLabel, nice: true, ticks: 5, tickSize: 0, labelOffset: 46 },
    marks: [
      gridY({ stroke: style.grid, strokeOpacity: 1, ticks: 5 }),
      ruleY(atLeast, { strokeOpacity: 0 }),
      ...(zeroIsInside(run, present) ? [ruleY([0], { stroke: style.muted })] : []),
      ...stageMarks(run, style),
      ...marks,
      ...(options.marks ?? []),
    ],
  });
  return { svg, key: present.map(keyOf) };
}

/** Steps of the moving mean: an odd number, about a tenth of the run; 1 when it is too short to smooth. */
function smoothingWindow(run: RunRecord): number {
  const steps = run.metrics.length;
  return steps < 12 ? 1 : Math.min(15, 2 * Math.round(steps / 20) + 1);
}

/** How the lines of a step chart came about, for its caption. */
export function smoothingNote(run: RunRecord): string {
  const window = smoothingWindow(run);
  return window === 1
    ? 'Lines: each step.'
    : `Faint: each step; bold: centred moving mean over ${window} steps, within a stage.`;
}

function seriesMarks(
  run: RunRecord,
  series: StepSeries,
  factor: number,
  noLessThan = -Infinity,
): readonly Markish[] {
  const points = metricPoints(run, series.metric).map((point) => ({
    ...point,
    value: Math.max(point.value * factor, noLessThan),
  }));
  const window = smoothingWindow(run);
  const line = { x: 'globalStep', y: 'value', z: 'stage', stroke: series.colour };
  const bold = {
    ...line,
    strokeWidth: series.meanOnly === true ? 1.4 : 2,
    className: 'series',
    ...(series.dashed === true ? { strokeDasharray: '5,4' } : {}),
  };
  if (window === 1) {
    return [
      lineY(points, bold),
      dot(points, { x: 'globalStep', y: 'value', r: 3, fill: series.colour }),
    ];
  }
  const smooth = lineY(
    points,
    windowY({ k: window, anchor: 'middle', strict: false, reduce: mean }, bold),
  );
  if (series.meanOnly === true) return [smooth];
  return [lineY(points, { ...line, strokeWidth: 1, strokeOpacity: 0.3 }), smooth];
}

/** Plot's own moving mean keeps a running sum, whose rounding takes a rate of 0 below 0. */
function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function zeroIsInside(run: RunRecord, series: readonly StepSeries[]): boolean {
  return series.some(({ metric }) => metricPoints(run, metric).some(({ value }) => value < 0));
}

function keyOf({ label, colour, dashed }: StepSeries): KeyEntry {
  return { label, colour, mark: dashed === true ? 'dashed-line' : 'line' };
}
