import type { ChartMaker } from './chart.ts';
import { smoothingNote, stepChart } from './step-chart.ts';

/** How far each agent has moved from its reference. */
export const klChart: ChartMaker = (run, style) => {
  const drawn = stepChart({
    run,
    style,
    yLabel: '↑ KL estimate k1 (nats per token)',
    series: [
      { metric: 'kl/conversation', label: 'conversation agent', colour: style.conversation },
      { metric: 'kl/feedback', label: 'feedback agent', colour: style.feedback, dashed: true },
    ],
  });
  return (
    drawn && {
      id: 'kl',
      title: 'Distance from the reference',
      caption: `Mean over the tokens of the batch of k1 = log π(token) − log π_ref(token), which can be negative on a batch. The reference is the one that the stage names. ${smoothingNote(run)}`,
      ...drawn,
    }
  );
};
