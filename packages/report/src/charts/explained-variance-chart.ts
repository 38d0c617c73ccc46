import type { ChartMaker } from './chart.ts';
import { smoothingNote, stepChart } from './step-chart.ts';

/** As bad as it is drawn: where returns hardly vary, the share has no bound. */
const LOWEST = -1;

/** What the critics foresee. */
export const explainedVarianceChart: ChartMaker = (run, style) => {
  const drawn = stepChart({
    run,
    style,
    yLabel: '↑ explained variance of returns',
    atLeast: [0, 1],
    noLessThan: LOWEST,
    series: [
      {
        metric: 'explained-variance/conversation',
        label: 'conversation agent',
        colour: style.conversation,
      },
      {
        metric: 'explained-variance/feedback',
        label: 'feedback agent',
        colour: style.feedback,
        dashed: true,
      },
    ],
  });
  return (
    drawn && {
      id: 'explained-variance',
      title: 'Explained variance',
      caption: `1 − Var(return − value) / Var(return) over all tokens of the agent’s batch, before the critic learns from it: 1 foresees every return, 0 no more than their mean. Below ${LOWEST}, as where returns hardly vary, it is drawn at ${LOWEST}. ${smoothingNote(run)}`,
      ...drawn,
    }
  );
};
