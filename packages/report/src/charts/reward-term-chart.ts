import { metricsBelow } from '../run/metric-points.ts';
import type { ChartMaker } from './chart.ts';
import { smoothingNote, stepChart } from './step-chart.ts';
import { seriesColour } from './style.ts';

/** Every reward of the experiment, before weights. */
export const rewardTermChart: ChartMaker = (run, style) => {
  const drawn = stepChart({
    run,
    style,
    yLabel: '↑ mean value of the term',
    series: metricsBelow(run, 'term/').map((metric, index) => ({
      metric,
      label: metric.slice('term/'.length),
      colour: seriesColour(style, index),
      dashed: index % 2 === 1,
    })),
  });
  return (
    drawn && {
      id: 'reward-terms',
      title: 'Reward terms',
      caption: `Mean of each reward, unweighted, over the turns that it applies to. ${smoothingNote(run)}`,
      ...drawn,
    }
  );
};
