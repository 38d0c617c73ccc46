import { batchNote } from '../run/batch-note.ts';
import type { ChartMaker } from './chart.ts';
import { smoothingNote, stepChart } from './step-chart.ts';

/** What each agent earns a sample, over training. */
export const rewardChart: ChartMaker = (run, style) => {
  const drawn = stepChart({
    run,
    style,
    yLabel: '↑ mean reward of a sample',
    series: [
      { metric: 'reward/conversation', label: 'conversation agent', colour: style.conversation },
      { metric: 'reward/feedback', label: 'feedback agent', colour: style.feedback, dashed: true },
    ],
  });
  return (
    drawn && {
      id: 'rewards',
      title: 'Reward of each agent',
      caption: `Mean reward of the training batch. ${batchNote(run)} ${smoothingNote(run)}`,
      ...drawn,
    }
  );
};
