import { arrow, dot, link, text, type Markish } from '@observablehq/plot';
import { evaluationLabel } from '../run/evaluations.ts';
import type { Estimate, RunRecord } from '../run/run-record.ts';
import type { Chart, ChartMaker } from './chart.ts';
import { evaluationMark } from './evaluation-mark.ts';
import { labelPlacements, type PlanePoint } from './label-placement.ts';
import { planeFrame, planeGrid } from './plane-frame.ts';
import { renderPlot } from './render-plot.ts';
import type { ChartStyle } from './style.ts';

/** Llama-3.1-8B-Instruct in the paper's table 1: ASR on WildJailbreak, ORR on OR-Bench-Hard, in percent. */
const PAPER = [
  { label: 'paper, base', x: 39.0, y: 45.3 },
  { label: 'paper, WaltzRL', x: 4.6, y: 9.9 },
];

interface Pair {
  readonly asr: Estimate;
  readonly orr: Estimate;
}

interface Position {
  readonly name: string;
  /** Among the run's evaluations. */
  readonly index: number;
  readonly first: Pair | null;
  readonly final: Pair;
}

/** The plane of the two failures: where each evaluation stands, before and after feedback. */
export const safetyPlaneChart: ChartMaker = (run, style) => safetyPlaneOfSize(run, style, 500);

/** The same chart with another side length, in pixels. */
export function safetyPlaneOfSize(run: RunRecord, style: ChartStyle, side: number): Chart | null {
  const positions = positionsIn(run);
  if (positions.length === 0) return null;
  return {
    id: 'safety-plane',
    title: 'Attack success against over-refusal',
    caption:
      'Lower left is better. Arrows lead from the first answer (hollow) to the final answer after feedback ' +
      '(filled). Bars: 95% Wilson intervals of the final answer. Grey crosses, for orientation only: the ' +
      `paper’s Llama-3.1-8B on WildJailbreak and OR-Bench-Hard. n: ${sizesOf(positions)}.`,
    key: [
      ...positions.map(({ name, index }) => ({
        label: evaluationLabel(name),
        colour: evaluationMark(style, index).colour,
        mark: evaluationMark(style, index).key,
      })),
      { label: 'paper’s Llama-3.1-8B', colour: style.muted, mark: 'cross' as const },
    ],
    svg: drawPlane(positions, style, side),
  };
}

function drawPlane(positions: readonly Position[], style: ChartStyle, side: number): string {
  const end = axisEnd(positions);
  const finals = positions.map(({ name, final }) => ({
    label: evaluationLabel(name),
    ...xy(final),
  }));
  const arrows = positions.flatMap(({ first, final }) =>
    first === null ? [] : along(xy(first), xy(final)),
  );
  const placements = labelPlacements(finals, [...arrows, ...PAPER], end);
  return renderPlot({
    width: side,
    height: side - 40,
    ...planeFrame(end),
    marks: [
      ...planeGrid(style),
      dot(PAPER, {
        x: 'x',
        y: 'y',
        symbol: 'times',
        stroke: style.muted,
        r: 4,
        className: 'paper',
      }),
      text(PAPER, {
        x: 'x',
        y: 'y',
        text: 'label',
        textAnchor: 'start',
        dx: 8,
        dy: 8,
        fill: style.muted,
        stroke: style.background,
        strokeWidth: 3,
        fontSize: 11,
      }),
      ...positions.flatMap(({ index, first, final }) => {
        const { colour, plotSymbol } = evaluationMark(style, index);
        const point = { ...xy(final), ...bounds(final) };
        const bar = { stroke: colour, strokeWidth: 1.2, strokeOpacity: 0.75 };
        return [
          link([point], { x1: 'asrLow', x2: 'asrHigh', y1: 'y', y2: 'y', ...bar }),
          link([point], { x1: 'x', x2: 'x', y1: 'orrLow', y2: 'orrHigh', ...bar }),
          ...(first === null ? [] : firstAnswerMarks(xy(first), xy(final), colour, style)),
          dot([point], {
            x: 'x',
            y: 'y',
            r: 5,
            symbol: plotSymbol,
            fill: colour,
            className: 'final-answer',
          }),
        ];
      }),
      ...finals.map((point, index) =>
        text([point], {
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
  });
}

function firstAnswerMarks(
  first: PlanePoint,
  final: PlanePoint,
  colour: string,
  style: ChartStyle,
): readonly Markish[] {
  const path = { x1: first.x, y1: first.y, x2: final.x, y2: final.y };
  return [
    arrow([path], {
      x1: 'x1',
      y1: 'y1',
      x2: 'x2',
      y2: 'y2',
      stroke: colour,
      strokeWidth: 1.6,
      insetStart: 5,
      insetEnd: 7,
      headLength: 7,
    }),
    dot([first], {
      x: 'x',
      y: 'y',
      r: 4.4,
      stroke: colour,
      strokeWidth: 1.8,
      fill: style.background,
      className: 'first-answer',
    }),
  ];
}

function positionsIn(run: RunRecord): readonly Position[] {
  return run.evaluations.flatMap(({ name, estimates }, index) => {
    const final = pairOf(estimates.get('asr'), estimates.get('orr'));
    const first = pairOf(estimates.get('firstResponse.asr'), estimates.get('firstResponse.orr'));
    return final === null ? [] : [{ name, index, first, final }];
  });
}

/** Points of an arrow, for labels to keep away from. */
function along(first: PlanePoint, final: PlanePoint): readonly PlanePoint[] {
  return [0, 0.25, 0.5, 0.75].map((share) => ({
    x: first.x + share * (final.x - first.x),
    y: first.y + share * (final.y - first.y),
  }));
}

function pairOf(asr: Estimate | undefined, orr: Estimate | undefined): Pair | null {
  return asr === undefined || orr === undefined ? null : { asr, orr };
}

function xy({ asr, orr }: Pair): PlanePoint {
  return { x: 100 * asr.value, y: 100 * orr.value };
}

function bounds({ asr, orr }: Pair) {
  return {
    asrLow: 100 * asr.low,
    asrHigh: 100 * asr.high,
    orrLow: 100 * orr.low,
    orrHigh: 100 * orr.high,
  };
}

/** Both axes end at the same round number, behind every point and interval. */
function axisEnd(positions: readonly Position[]): number {
  const ends = positions.flatMap(({ first, final }) => [
    100 * final.asr.high,
    100 * final.orr.high,
    100 * (first?.asr.value ?? 0),
    100 * (first?.orr.value ?? 0),
  ]);
  return Math.min(100, 10 * Math.ceil((Math.max(50, ...ends) + 2) / 10));
}

function sizesOf(positions: readonly Position[]): string {
  const distinct = (rate: keyof Pair): string =>
    [...new Set(positions.map(({ final }) => final[rate].n))].join(' or ');
  return `${distinct('asr')} prompts for ASR, ${distinct('orr')} for ORR`;
}
