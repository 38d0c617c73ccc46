import type { ChartMaker } from './chart.ts';
import { smoothingNote, stepChart } from './step-chart.ts';

/** The loss of reinforcement learning. */
export const lossChart: ChartMaker = (run, style) => {
  const drawn = stepChart({
    run,
    style,
    yLabel: '↑ loss',
    series: [
      { metric: 'loss/conversation', label: 'conversation agent', colour: style.conversation },
      { metric: 'loss/feedback', label: 'feedback agent', colour: style.feedback, dashed: true },
    ],
  });
  return (
    drawn && {
      id: 'loss',
      title: 'Policy loss',
      caption: `Clipped policy loss with sequence mean (eq. 4). Advantages are normalised, so its level says little; a drift or a jump does. ${smoothingNote(run)}`,
      ...drawn,
    }
  );
};
