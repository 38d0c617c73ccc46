import type { ChartMaker } from './chart.ts';
import { smoothingNote, stepChart } from './step-chart.ts';

/** Answers that are no answers, and answers that no judge could read. */
export const nonAnswerChart: ChartMaker = (run, style) => {
  const drawn = stepChart({
    run,
    style,
    yLabel: '↑ share of answers (%)',
    factor: 100,
    atLeast: [0],
    series: [
      { metric: 'rate/non-answer', label: 'non-answers', colour: style.series[0] },
      { metric: 'rate/unscored', label: 'unscored', colour: style.series[1], dashed: true },
    ],
  });
  return (
    drawn && {
      id: 'non-answers',
      title: 'Non-answers and unscored answers',
      caption: `Training batches. Non-answers are neither help nor a refusal; unscored answers had no readable verdict and never become a reward. ${smoothingNote(run)}`,
      ...drawn,
    }
  );
};
