import { gridY, rectY, stackY } from '@observablehq/plot';
import { phaseTotals } from '../run/phase-totals.ts';
import type { ChartMaker } from './chart.ts';
import { renderPlot } from './render-plot.ts';
import { stageMarks, stepScale } from './step-axis.ts';
import { seriesColour } from './style.ts';

/** Where the time of each training step goes. */
export const timingChart: ChartMaker = (run, style) => {
  const phases = phaseTotals(run).map(({ phase }) => phase);
  const rows = run.timings.flatMap(({ globalStep, seconds }) =>
    phases.map((phase) => ({
      start: globalStep - 1,
      end: globalStep,
      phase,
      seconds: seconds[phase] ?? 0,
    })),
  );
  if (rows.length === 0) return null;
  const svg = renderPlot({
    width: 500,
    height: 270,
    marginLeft: 52,
    marginTop: 38,
    marginRight: 14,
    marginBottom: 44,
    x: stepScale(run),
    y: { label: '↑ time of a step (s)', nice: true, ticks: 5, tickSize: 0, labelOffset: 46 },
    color: {
      type: 'ordinal',
      domain: phases,
      range: phases.map((_, index) => seriesColour(style, index)),
    },
    marks: [
      gridY({ stroke: style.grid, strokeOpacity: 1, ticks: 5 }),
      rectY(
        rows,
        stackY({ x1: 'start', x2: 'end', y: 'seconds', fill: 'phase', order: phases, inset: 0.2 }),
      ),
      ...stageMarks(run, style),
    ],
  });
  return {
    id: 'timing',
    title: 'Time of a training step',
    caption:
      'Wall-clock seconds of each step, stacked by phase. Evaluations and checkpoints stand between steps.',
    key: phases.map((phase, index) => ({
      label: phase,
      colour: seriesColour(style, index),
      mark: 'square',
    })),
    svg,
  };
};
