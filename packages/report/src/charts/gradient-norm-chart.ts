import type { ChartMaker } from './chart.ts';
import { smoothingNote, stepChart } from './step-chart.ts';

/** The gradient before clipping. */
export const gradientNormChart: ChartMaker = (run, style) => {
  const drawn = stepChart({
    run,
    style,
    yLabel: '↑ gradient norm',
    atLeast: [0],
    series: [
      {
        metric: 'gradient-norm/conversation',
        label: 'conversation agent',
        colour: style.conversation,
      },
      {
        metric: 'gradient-norm/feedback',
        label: 'feedback agent',
        colour: style.feedback,
        dashed: true,
      },
      { metric: 'gradient-norm/supervised', label: 'supervised', colour: style.series[0] },
    ],
  });
  return (
    drawn && {
      id: 'gradient-norm',
      title: 'Gradient norm',
      caption: `Global L2 norm of the gradient of each agent, before clipping. A frozen agent has none. ${smoothingNote(run)}`,
      ...drawn,
    }
  );
};
