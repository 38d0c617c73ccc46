import { dot, lineY, link, text } from '@observablehq/plot';
import type { MeanAndSpread } from '@waltz/core';
import type { Chart } from '../charts/chart.ts';
import { labelPlacements } from '../charts/label-placement.ts';
import { planeFrame, planeGrid } from '../charts/plane-frame.ts';
import { renderPlot } from '../charts/render-plot.ts';
import { seriesColour, type ChartStyle } from '../charts/style.ts';
import { percent } from '../page/numbers.ts';
import type { CellSummary, SweepAnalysis } from './analyse-sweep.ts';

interface PlacedCell {
  readonly label: string;
  readonly colour: string;
  readonly x: number;
  readonly y: number;
  readonly xLow: number;
  readonly xHigh: number;
  readonly yLow: number;
  readonly yHigh: number;
  readonly onFront: boolean;
}

/** The plane of both failures: where each cell stands, with its intervals, and the front; null without results. */
export function cellPlaneChart({ cells }: SweepAnalysis, style: ChartStyle): Chart | null {
  const placed = cells.flatMap((cell, index) => placeCell(cell, seriesColour(style, index)));
  if (placed.length === 0) return null;
  const farthest = Math.max(...placed.flatMap(({ xHigh, yHigh }) => [xHigh, yHigh]));
  const end = Math.min(100, 5 * Math.ceil((farthest + 2) / 5));
  const front = placed.filter(({ onFront }) => onFront).sort((one, other) => one.x - other.x);
  const placements = labelPlacements(placed, [], end);
  return {
    id: 'cell-plane',
    title: 'Attack success against over-refusal',
    caption:
      'Means over seeds; lower left is better. Bars: 95% t-intervals over seeds, cut off at the axes. Filled: on the Pareto ' +
      'front, which the dashed line joins; in brackets the share of resamples in which the cell is on it.',
    key: [],
    svg: renderPlot({
      width: 500,
      height: 460,
      ...planeFrame(end),
      marks: [
        ...planeGrid(style),
        lineY(front, { x: 'x', y: 'y', stroke: style.muted, strokeDasharray: '4,4' }),
        ...placed.flatMap((cell) => {
          const bar = { stroke: cell.colour, strokeWidth: 1.3, strokeOpacity: 0.75 };
          return [
            link([cell], { x1: 'xLow', x2: 'xHigh', y1: 'y', y2: 'y', ...bar }),
            link([cell], { x1: 'x', x2: 'x', y1: 'yLow', y2: 'yHigh', ...bar }),
            dot([cell], {
              x: 'x',
              y: 'y',
              r: 5,
              stroke: cell.colour,
              strokeWidth: 1.8,
              fill: cell.onFront ? cell.colour : style.background,
              className: 'cell',
            }),
          ];
        }),
        ...placed.map((cell, index) =>
          text([cell], {
            x: 'x',
            y: 'y',
            text: 'label',
            fontWeight: 600,
            fill: style.ink,
            stroke: style.background,
            strokeWidth: 4,
            ...placements[index],
          }),
        ),
      ],
    }),
  };
}

function placeCell(
  { name, metrics: { asr, orr }, onFront, frontShare }: CellSummary,
  colour: string,
): readonly PlacedCell[] {
  if (asr.value === null || orr.value === null) return [];
  const [xLow, xHigh] = bounds(asr, asr.value);
  const [yLow, yHigh] = bounds(orr, orr.value);
  const share = frontShare === null ? '' : ` (${percent(frontShare).replace(/\.0$/, '')}%)`;
  return [
    {
      label: `${name}${share}`,
      colour,
      x: 100 * asr.value,
      y: 100 * orr.value,
      xLow,
      xHigh,
      yLow,
      yHigh,
      onFront: onFront === true,
    },
  ];
}

function bounds({ low, high, n }: MeanAndSpread, value: number): readonly [number, number] {
  if (n < 2) return [100 * value, 100 * value];
  return [100 * Math.max(0, low), 100 * Math.min(1, high)];
}
