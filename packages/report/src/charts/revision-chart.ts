import type { ChartMaker } from './chart.ts';
import { smoothingNote, stepChart } from './step-chart.ts';

/** What revision does to answers. */
export const revisionChart: ChartMaker = (run, style) => {
  const drawn = stepChart({
    run,
    style,
    yLabel: '↑ share of prompts (%)',
    factor: 100,
    atLeast: [0],
    series: [
      { metric: 'rate/improved', label: 'improved', colour: style.conversation },
      { metric: 'rate/worsened', label: 'worsened', colour: style.asr, dashed: true },
    ],
  });
  return (
    drawn && {
      id: 'revisions',
      title: 'What revision does',
      caption: `Training batches. Improved: an unsafe or over-refusing first answer became a good one; worsened: the other way round. ${smoothingNote(run)}`,
      ...drawn,
    }
  );
};
