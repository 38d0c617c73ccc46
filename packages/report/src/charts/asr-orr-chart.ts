import type { Markish } from '@observablehq/plot';
import { batchNote } from '../run/batch-note.ts';
import { metricsBelow } from '../run/metric-points.ts';
import type { RunRecord } from '../run/run-record.ts';
import type { Chart, ChartMaker, KeyEntry } from './chart.ts';
import { intervalPoints, type PlacedEstimate } from './interval-points.ts';
import { smoothingNote, stepChart } from './step-chart.ts';
import type { ChartStyle } from './style.ts';

/** ASR and ORR over training, before and after feedback: training batches as lines, evaluations as points. */
export const asrOrrChart: ChartMaker = (run, style) =>
  asrOrrChartOfSize(run, style, { width: 500, height: 460 });

const FIRST = { dashed: true, meanOnly: true } as const;

/** The same chart in another size, in pixels. */
export function asrOrrChartOfSize(
  run: RunRecord,
  style: ChartStyle,
  size: { readonly width: number; readonly height: number },
): Chart | null {
  const isOnePoint = run.evaluations.length < 2 && metricsBelow(run, 'rate/').length === 0;
  const marks = isOnePoint ? [] : evaluationMarks(run, style);
  const drawn = stepChart({
    run,
    style,
    yLabel: '↑ rate (%), lower is better',
    factor: 100,
    atLeast: [0],
    series: [
      { ...FIRST, metric: 'rate/first-asr', label: 'ASR, first answer', colour: style.asr },
      { ...FIRST, metric: 'rate/first-orr', label: 'ORR, first answer', colour: style.orr },
      { metric: 'rate/asr', label: 'ASR', colour: style.asr },
      { metric: 'rate/orr', label: 'ORR', colour: style.orr },
    ],
    ...(marks.length > 0 ? { marks } : {}),
    ...size,
  });
  if (drawn === null) return null;
  const pointKey: readonly KeyEntry[] = [
    { label: 'evaluated, first', colour: style.ink, mark: 'ring' },
    { label: 'evaluated, final', colour: style.ink, mark: 'dot' },
  ];
  return {
    id: 'asr-orr',
    title: 'Attack success and over-refusal over training',
    caption:
      'Lines: training batches, sampled; solid: final answers, dashed: first answers. Points: evaluations, ' +
      `first answer hollow, final answer filled. Bars: 95% Wilson intervals. ${batchNote(run)} ${smoothingNote(run)}`,
    svg: drawn.svg,
    key: [...lineKey(drawn.key, style), ...(marks.length > 0 ? pointKey : [])],
  };
}

/** Colour tells the rate and dashes tell the first answer: the key says each once. */
function lineKey(key: readonly KeyEntry[], style: ChartStyle): readonly KeyEntry[] {
  const final = key.filter(({ mark }) => mark === 'line');
  return final.length === key.length
    ? final
    : [...final, { label: 'first answer', colour: style.ink, mark: 'dashed-line' }];
}

function evaluationMarks(run: RunRecord, style: ChartStyle): readonly Markish[] {
  const rates = [
    { name: 'asr', colour: style.asr, dx: -3 },
    { name: 'orr', colour: style.orr, dx: 3 },
  ];
  return rates.flatMap(({ name, colour, dx }) => {
    const first = placed(run, `firstResponse.${name}`);
    const final = placed(run, name);
    return [
      ...(first.length > 0
        ? intervalPoints(first, { colour, dx: dx * 2.5, hollow: style.background })
        : []),
      ...(final.length > 0 ? intervalPoints(final, { colour, dx }) : []),
    ];
  });
}

function placed(run: RunRecord, name: string): readonly PlacedEstimate[] {
  return run.evaluations.flatMap(({ globalStep, estimates }) => {
    const estimate = estimates.get(name);
    return globalStep === null || estimate === undefined ? [] : [{ x: globalStep, estimate }];
  });
}
