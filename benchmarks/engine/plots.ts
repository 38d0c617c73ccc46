import { dot, gridX, gridY, lineY, ruleX, text } from '@observablehq/plot';
import { renderPlot } from '../../packages/report/src/charts/render-plot.ts';
import { seriesColour, STANDALONE_STYLE } from '../../packages/report/src/charts/style.ts';
import { predicted, type Curve } from './growth.ts';
import type { CurveAxis } from './tasks.ts';

const AXIS_LABELS: Readonly<Record<CurveAxis, string>> = {
  batch: 'sequences in the batch →',
  length: 'tokens of a sequence →',
  size: 'weights of the model →',
};

/** A figure of one work over one axis, and the name of its file. */
export interface CurveFigure {
  readonly file: string;
  readonly title: string;
  readonly svg: string;
}

/** One figure for each work and axis: medians with their ranges, and dashed what the arithmetic predicts. */
export function curveFigures(curves: readonly Curve[]): readonly CurveFigure[] {
  const kinds = new Map(curves.map((curve) => [`${curve.work} over ${curve.axis}`, curve]));
  return [...kinds].map(([title, { work, axis }]) => ({
    file: `${title.replaceAll(' ', '-')}.svg`,
    title,
    svg: figure(
      axis,
      curves.filter((curve) => curve.work === work && curve.axis === axis),
    ),
  }));
}

/** Both axes are logarithmic: what grows in proportion is a straight line of slope 1. */
function figure(axis: CurveAxis, curves: readonly Curve[]): string {
  const style = STANDALONE_STYLE;
  const ticks = curves[0]?.points.map(({ at }) => at) ?? [];
  const seconds = roundNumbers(
    curves.flatMap((curve) => [...curve.points, ...predicted(curve)].map((point) => point.seconds)),
  );
  const drawn = renderPlot({
    width: 500,
    height: 300,
    marginLeft: 56,
    marginTop: 28,
    marginRight: 70,
    marginBottom: 42,
    x: { type: 'log', label: AXIS_LABELS[axis], ticks, tickFormat: shortNumber, tickSize: 0 },
    y: {
      type: 'log',
      label: '↑ seconds',
      domain: [seconds[0] ?? 1, seconds.at(-1) ?? 1],
      ticks: seconds,
      tickFormat: String,
      tickSize: 0,
    },
    marks: [
      gridX({ stroke: style.grid, strokeOpacity: 1, ticks }),
      gridY({ stroke: style.grid, strokeOpacity: 1, ticks: seconds }),
      ...curves.flatMap((curve, index) => {
        const colour = seriesColour(style, index);
        return [
          lineY(predicted(curve), {
            x: 'at',
            y: 'seconds',
            stroke: colour,
            strokeDasharray: '5,4',
          }),
          ruleX(curve.points, { x: 'at', y1: 'lowest', y2: 'highest', stroke: colour }),
          dot(curve.points, { x: 'at', y: 'seconds', r: 3.5, fill: colour }),
          text(curve.points.slice(-1), {
            x: 'at',
            y: 'seconds',
            text: () => curve.contender,
            dx: 8,
            textAnchor: 'start',
            fill: colour,
          }),
        ];
      }),
    ],
  });
  // A file of its own has to say what it is; a page that it stood in would have.
  return drawn.replace(
    /^<svg ([^>]*)>/u,
    `<svg xmlns="http://www.w3.org/2000/svg" color="${style.ink}" $1><rect width="100%" height="100%" fill="${style.background}"/>`,
  );
}

function shortNumber(value: number): string {
  return value >= 1e5 ? `${(value / 1e6).toFixed(1)} M` : String(value);
}

/** 1, 2 and 5 times powers of ten, from the last below the least value to the first above the greatest. */
function roundNumbers(values: readonly number[]): readonly number[] {
  const [least, greatest] = [Math.min(...values), Math.max(...values)];
  const powers = Array.from({ length: 9 }, (_, index) => index - 5);
  const all = powers.flatMap((power) => [1, 2, 5].map((digit) => Number(`${digit}e${power}`)));
  return all.filter(
    (_, index) => (all[index + 1] ?? 0) > least && (all[index - 1] ?? 0) < greatest,
  );
}
