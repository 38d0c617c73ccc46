import { areaY, gridY, lineY, ruleY } from '@observablehq/plot';
import { meanOf } from '@waltz/core';
import type { Chart } from '../charts/chart.ts';
import { renderPlot } from '../charts/render-plot.ts';
import { stageMarks, stepScale } from '../charts/step-axis.ts';
import { seriesColour, type ChartStyle } from '../charts/style.ts';
import { metricPoints } from '../run/metric-points.ts';
import type { RunRecord } from '../run/run-record.ts';
import type { SweepResults } from './sweep-results.ts';

/** Steps of the moving mean that each seed's curve is smoothed with, at most. */
const LARGEST_WINDOW = 9;

export interface LearningCurve {
  readonly metric: string;
  readonly title: string;
  readonly yLabel: string;
  readonly factor: number;
}

/** What is drawn over training. */
export const LEARNING_CURVES: readonly LearningCurve[] = [
  { metric: 'rate/asr', title: 'Attack success over training', yLabel: '↑ ASR (%)', factor: 100 },
  { metric: 'rate/orr', title: 'Over-refusal over training', yLabel: '↑ ORR (%)', factor: 100 },
  {
    metric: 'rate/label-accuracy',
    title: 'Label accuracy over training',
    yLabel: '↑ right labels (%)',
    factor: 100,
  },
  {
    metric: 'rate/ftr',
    title: 'Feedback trigger rate over training',
    yLabel: '↑ FTR (%)',
    factor: 100,
  },
  {
    metric: 'reward/feedback',
    title: 'Reward of the feedback agent',
    yLabel: '↑ reward',
    factor: 1,
  },
  {
    metric: 'reward/conversation',
    title: 'Reward of the conversation agent',
    yLabel: '↑ reward',
    factor: 1,
  },
];

interface BandPoint {
  readonly step: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** A metric of the training batches of every cell: mean over seeds, and the range of the seeds; null without data. */
export function learningCurveChart(
  { cells }: SweepResults,
  { metric, title, yLabel, factor }: LearningCurve,
  style: ChartStyle,
): Chart | null {
  const bands = cells.flatMap(({ cell, finished }, index) => {
    const points = bandOf(
      finished.map(({ run }) => run),
      metric,
      factor,
    );
    const colour = seriesColour(style, index);
    return points.length === 0
      ? []
      : [{ name: cell.name, colour, points, dashed: index >= style.series.length }];
  });
  const longest = cells
    .flatMap(({ finished }) => finished.map(({ run }) => run))
    .reduce<RunRecord | null>(
      (one, other) => (one !== null && one.metrics.length >= other.metrics.length ? one : other),
      null,
    );
  if (bands.length === 0 || longest === null) return null;
  return {
    id: `curve-${metric.replace('/', '-')}`,
    title,
    caption:
      'Training batches. Line: mean over seeds; band: from the lowest to the highest seed. Each seed is smoothed by a centred ' +
      `moving mean over up to ${LARGEST_WINDOW} steps. Rewards of cells with other reward terms are not on one scale.`,
    key: bands.map(({ name, colour, dashed }) => ({
      label: name,
      colour,
      mark: dashed ? 'dashed-line' : 'line',
    })),
    svg: renderPlot({
      width: 500,
      height: 270,
      marginLeft: 52,
      marginTop: 38,
      marginRight: 14,
      marginBottom: 44,
      x: stepScale(longest),
      y: { label: yLabel, nice: true, ticks: 5, tickSize: 0, labelOffset: 46 },
      marks: [
        gridY({ stroke: style.grid, strokeOpacity: 1, ticks: 5 }),
        ruleY([0], { strokeOpacity: 0 }),
        ...stageMarks(longest, style),
        ...bands.map(({ points, colour }) =>
          areaY(points, { x: 'step', y1: 'low', y2: 'high', fill: colour, fillOpacity: 0.16 }),
        ),
        ...bands.map(({ points, colour, dashed }) =>
          lineY(points, {
            x: 'step',
            y: 'mean',
            stroke: colour,
            strokeWidth: 2,
            className: 'series',
            ...(dashed ? { strokeDasharray: '5,4' } : {}),
          }),
        ),
      ],
    }),
  };
}

function bandOf(runs: readonly RunRecord[], metric: string, factor: number): readonly BandPoint[] {
  const bySeed = runs.map((run) => smoothed(metricPoints(run, metric)));
  const steps = [...new Set(bySeed.flatMap((curve) => [...curve.keys()]))].sort((a, b) => a - b);
  return steps.map((step) => {
    const values = bySeed.flatMap((curve) => curve.get(step) ?? []).map((value) => value * factor);
    return { step, mean: meanOf(values) ?? 0, low: Math.min(...values), high: Math.max(...values) };
  });
}

function smoothed(
  points: readonly { readonly globalStep: number; readonly value: number }[],
): ReadonlyMap<number, number> {
  const reach = Math.min((LARGEST_WINDOW - 1) / 2, Math.floor(points.length / 12));
  return new Map(
    points.map(({ globalStep }, index) => {
      const around = points.slice(Math.max(0, index - reach), index + reach + 1);
      return [globalStep, meanOf(around.map(({ value }) => value)) ?? 0];
    }),
  );
}
