import type { ChartMaker } from './chart.ts';
import { smoothingNote, stepChart } from './step-chart.ts';

/** The loss of supervised fine-tuning. */
export const supervisedLossChart: ChartMaker = (run, style) => {
  const drawn = stepChart({
    run,
    style,
    yLabel: '↑ loss (nats per token)',
    atLeast: [0],
    series: [{ metric: 'loss/supervised', label: 'demonstrations', colour: style.series[0] }],
  });
  return (
    drawn && {
      id: 'supervised-loss',
      title: 'Supervised loss',
      caption: `Mean negative log-probability of the demonstrations’ tokens. ${smoothingNote(run)}`,
      ...drawn,
    }
  );
};
