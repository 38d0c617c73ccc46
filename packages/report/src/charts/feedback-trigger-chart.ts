import type { ChartMaker } from './chart.ts';
import { smoothingNote, stepChart } from './step-chart.ts';

/** How often feedback is given at all. */
export const feedbackTriggerChart: ChartMaker = (run, style) => {
  const drawn = stepChart({
    run,
    style,
    yLabel: '↑ FTR (%)',
    factor: 100,
    atLeast: [0],
    series: [{ metric: 'rate/ftr', label: 'feedback triggered (FTR)', colour: style.feedback }],
  });
  return (
    drawn && {
      id: 'feedback-triggered',
      title: 'How often feedback is triggered',
      caption: `Training batches, all kinds of prompt. FTR: share of prompts whose first answer was sent back for revision. ${smoothingNote(run)}`,
      ...drawn,
    }
  );
};
