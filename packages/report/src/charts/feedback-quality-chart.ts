import type { ChartMaker } from './chart.ts';
import { smoothingNote, stepChart } from './step-chart.ts';

/** How right and how well formed the feedback is. */
export const feedbackQualityChart: ChartMaker = (run, style) => {
  const drawn = stepChart({
    run,
    style,
    yLabel: '↑ share of reviews (%)',
    factor: 100,
    atLeast: [0],
    series: [
      { metric: 'rate/label-accuracy', label: 'label accuracy', colour: style.series[0] },
      { metric: 'rate/json-error', label: 'JSON errors', colour: style.series[1], dashed: true },
    ],
  });
  return (
    drawn && {
      id: 'feedback-quality',
      title: 'Quality of the feedback',
      caption: `Training batches. Label accuracy: both labels of a review are as the judge has them. JSON errors: reviews that are not the JSON that was asked for. ${smoothingNote(run)}`,
      ...drawn,
    }
  );
};
