import type { ChartMaker } from './chart.ts';
import { smoothingNote, stepChart } from './step-chart.ts';

/** How much each agent writes. */
export const responseLengthChart: ChartMaker = (run, style) => {
  const drawn = stepChart({
    run,
    style,
    yLabel: '↑ length (tokens)',
    atLeast: [0],
    series: [
      { metric: 'length/conversation', label: 'conversation agent', colour: style.conversation },
      { metric: 'length/feedback', label: 'feedback agent', colour: style.feedback, dashed: true },
    ],
  });
  return (
    drawn && {
      id: 'length',
      title: 'Length of what is written',
      caption: `Mean number of sampled tokens of a training sample, the end-of-turn token included. ${smoothingNote(run)}`,
      ...drawn,
    }
  );
};
