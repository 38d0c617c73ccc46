import { ruleX, text, type Markish } from '@observablehq/plot';
import type { RunRecord, StageSpan } from '../run/run-record.ts';
import type { ChartStyle } from './style.ts';

/** The x scale of every chart over training: whole steps, counted through all stages. */
export function stepScale(run: RunRecord): object {
  const first = run.stages.at(0)?.first ?? 0;
  const last = Math.max(run.stages.at(-1)?.last ?? 1, first + 1);
  return {
    domain: [Math.max(0, first - 1), last],
    // Room for the points of the first and the last evaluation.
    insetLeft: 12,
    insetRight: 12,
    label: 'training step →',
    labelOffset: 38,
    ticks: Math.min(6, last - first + 1),
    tickSize: 4,
  };
}

/** A rule where a stage begins, and the stage's name at the top of it. */
export function stageMarks(run: RunRecord, style: ChartStyle): readonly Markish[] {
  return [
    ruleX(
      run.stages.slice(1).map(({ first }) => first - 0.5),
      { stroke: style.muted, strokeDasharray: '2,3' },
    ),
    text(run.stages, {
      x: ({ first }: StageSpan) => Math.max(0, first - 0.5),
      text: 'name',
      frameAnchor: 'top-left',
      dx: 4,
      dy: -13,
      fill: style.muted,
      fontSize: 11,
    }),
  ];
}
