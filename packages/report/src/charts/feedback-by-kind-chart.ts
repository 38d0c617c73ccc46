import { dot, gridX, ruleY } from '@observablehq/plot';
import { evaluationLabel } from '../run/evaluations.ts';
import type { Estimate } from '../run/run-record.ts';
import type { ChartMaker } from './chart.ts';
import { evaluationMark } from './evaluation-mark.ts';
import { renderPlot } from './render-plot.ts';

const PREFIX = 'ftrByKind.';
/** Pixels between the evaluations of one kind. */
const LANE = 11;

interface Row {
  readonly name: string;
  readonly kind: string;
  readonly estimate: Estimate;
}

/** How often feedback is triggered on each kind of prompt, in each evaluation. */
export const feedbackByKindChart: ChartMaker = (run, style) => {
  const rows: readonly Row[] = run.evaluations.flatMap(({ name, estimates }) =>
    [...estimates].flatMap(([key, estimate]) =>
      key.startsWith(PREFIX) ? [{ name, kind: key.slice(PREFIX.length), estimate }] : [],
    ),
  );
  const evaluations = run.evaluations.filter(({ name }) => rows.some((row) => row.name === name));
  const kinds = [...new Set(rows.map(({ kind }) => kind))];
  if (rows.length === 0) return null;
  const svg = renderPlot({
    width: 500,
    height: Math.max(270, 60 + LANE * (evaluations.length + 1) * kinds.length),
    marginLeft: 128,
    marginTop: 12,
    marginRight: 14,
    marginBottom: 42,
    x: { domain: [0, 100], label: 'FTR (%) →', ticks: 6, tickSize: 4 },
    y: { type: 'band', domain: kinds, label: null, tickSize: 0, padding: 0 },
    marks: [
      gridX({ stroke: style.grid, strokeOpacity: 1, ticks: 6 }),
      ...evaluations.flatMap(({ name }, index) => {
        const { colour, plotSymbol } = evaluationMark(style, index);
        const lane = rows.filter((row) => row.name === name);
        const dy = LANE * (index - (evaluations.length - 1) / 2);
        return [
          ruleY(lane, {
            y: 'kind',
            x1: ({ estimate }: Row) => 100 * estimate.low,
            x2: ({ estimate }: Row) => 100 * estimate.high,
            stroke: colour,
            strokeWidth: 1.4,
            dy,
          }),
          dot(lane, {
            y: 'kind',
            x: ({ estimate }: Row) => 100 * estimate.value,
            r: 3.6,
            fill: colour,
            symbol: plotSymbol,
            dy,
            className: 'feedback-rate',
          }),
        ];
      }),
    ],
  });
  return {
    id: 'ftr-by-kind',
    title: 'Feedback by kind of prompt',
    caption:
      'Feedback trigger rate of each evaluation: the share of prompts whose first answer was revised. ' +
      `Bars: 95% Wilson intervals; ${sizesOf(rows, kinds)}.`,
    key: evaluations.map(({ name }, index) => ({
      label: evaluationLabel(name),
      colour: evaluationMark(style, index).colour,
      mark: evaluationMark(style, index).key,
    })),
    svg,
  };
};

/** How many prompts of each kind there are, in words. */
function sizesOf(rows: readonly Row[], kinds: readonly string[]): string {
  const sizes = kinds.map((kind) => {
    const distinct = new Set(
      rows.filter((row) => row.kind === kind).map(({ estimate }) => estimate.n),
    );
    return [...distinct].join(' or ');
  });
  return sizes.every((size) => size === sizes[0])
    ? `n = ${sizes[0] ?? ''} prompts of each kind`
    : kinds.map((kind, index) => `${kind} n = ${sizes[index] ?? ''}`).join(', ');
}
