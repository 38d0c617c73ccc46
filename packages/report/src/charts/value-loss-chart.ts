import type { ChartMaker } from './chart.ts';
import { smoothingNote, stepChart } from './step-chart.ts';

/** How far the critics are from what the samples turned out to earn. */
export const valueLossChart: ChartMaker = (run, style) => {
  const drawn = stepChart({
    run,
    style,
    yLabel: '↑ value loss',
    atLeast: [0],
    series: [
      {
        metric: 'value-loss/conversation',
        label: 'conversation agent',
        colour: style.conversation,
      },
      {
        metric: 'value-loss/feedback',
        label: 'feedback agent',
        colour: style.feedback,
        dashed: true,
      },
    ],
  });
  return (
    drawn && {
      id: 'value-loss',
      title: 'Value loss',
      caption: `Half the mean squared distance of a critic’s values from the returns of the agent’s batch, clipped as the algorithm says, in the last pass over it. A frozen agent has none. ${smoothingNote(run)}`,
      ...drawn,
    }
  );
};
