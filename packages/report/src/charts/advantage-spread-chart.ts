import type { ChartMaker } from './chart.ts';
import { smoothingNote, stepChart } from './step-chart.ts';

/** How much there is to learn from a batch. */
export const advantageSpreadChart: ChartMaker = (run, style) => {
  const drawn = stepChart({
    run,
    style,
    yLabel: '↑ standard deviation of advantages',
    atLeast: [0],
    series: [
      {
        metric: 'advantage-spread/conversation',
        label: 'conversation agent',
        colour: style.conversation,
      },
      {
        metric: 'advantage-spread/feedback',
        label: 'feedback agent',
        colour: style.feedback,
        dashed: true,
      },
    ],
  });
  return (
    drawn && {
      id: 'advantage-spread',
      title: 'Spread of advantages',
      caption: `Standard deviation of the advantages over all tokens of an agent’s batch, before they are normalised. Near 0 there is nothing left to tell samples apart. ${smoothingNote(run)}`,
      ...drawn,
    }
  );
};
